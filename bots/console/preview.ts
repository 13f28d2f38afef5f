// Pictures inside the terminal, for those that show them: the protocols of iTerm2 and of kitty.

/** The escape sequence that shows a picture, or undefined when it cannot. */
export type Preview = (bytes: Buffer, mediaType: string) => string | undefined

const largest = 8 * 1024 * 1024
const kittyChunk = 4_096

/** By what the terminal says of itself in the environment; multiplexers swallow both protocols. */
export function previewFor(env: Record<string, string | undefined>): Preview | undefined {
  const { TERM = '', TERM_PROGRAM = '', LC_TERMINAL, KITTY_WINDOW_ID, TMUX } = env
  if (TMUX || /^(screen|tmux)/.test(TERM)) return undefined
  if (KITTY_WINDOW_ID || /^xterm-(kitty|ghostty)$/.test(TERM) || TERM_PROGRAM === 'ghostty') return showInKitty
  const speaksIterm = /^(iTerm\.app|WezTerm|mintty)$/.test(TERM_PROGRAM) || LC_TERMINAL === 'iTerm2'
  return speaksIterm ? showInIterm : undefined
}

function showInIterm(bytes: Buffer, mediaType: string): string | undefined {
  if (!mediaType.startsWith('image/') || bytes.length > largest) return undefined
  return `\u001b]1337;File=inline=1;size=${bytes.length};preserveAspectRatio=1:${bytes.toString('base64')}\u0007`
}

/** Quietly (q=2): an answer of the terminal would arrive as typed text. */
function showInKitty(bytes: Buffer, mediaType: string): string | undefined {
  if (mediaType !== 'image/png' || bytes.length > largest) return undefined
  const base64 = bytes.toString('base64')
  const chunks = base64.match(new RegExp(`.{1,${kittyChunk}}`, 'g')) ?? []
  return chunks
    .map((chunk, i) => {
      const more = i < chunks.length - 1 ? 1 : 0
      return `\u001b_G${i === 0 ? 'a=T,f=100,q=2,' : ''}m=${more};${chunk}\u001b\\`
    })
    .join('')
}
