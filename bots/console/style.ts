// How a terminal shows emphasis; where there is none, nothing is added.
export type Style = {
  bold(text: string): string
  italic(text: string): string
  faint(text: string): string
  code(text: string): string
  struck(text: string): string
}

export const ansiStyle: Style = {
  bold: (text) => `\u001b[1m${text}\u001b[22m`,
  italic: (text) => `\u001b[3m${text}\u001b[23m`,
  faint: (text) => `\u001b[2m${text}\u001b[22m`,
  code: (text) => `\u001b[36m${text}\u001b[39m`,
  struck: (text) => `\u001b[9m${text}\u001b[29m`,
}

const asIs = (text: string) => text

export const plainStyle: Style = { bold: asIs, italic: asIs, faint: asIs, code: asIs, struck: asIs }
