// QR codes by the library `qrcode`: read from disk only when somebody needs one.
import type { QrCode } from '../ports/qr-code.ts'

export const drawQrCode: QrCode = {
  async picture(text) {
    const { toBuffer } = (await import('qrcode')).default
    return toBuffer(text, { errorCorrectionLevel: 'M', margin: 4, scale: 8 })
  },
  async letters(text) {
    const { toString: draw } = (await import('qrcode')).default
    const drawn = await draw(text, { type: 'utf8', errorCorrectionLevel: 'L', margin: 2 })
    return drawn.replaceAll(/[ █▄▀]/g, (letter) => opposite[letter] ?? letter)
  },
}

/** Terminals mostly write light on dark: there the letters have to be what is light, or no app reads it. */
const opposite: Record<string, string> = { ' ': '█', '█': ' ', '▄': '▀', '▀': '▄' }
