import QRCode from 'qrcode'
import { expect, it } from 'vitest'
import { drawQrCode } from '../../src/integrations/draw-qr-code.ts'

it('a QR code in letters is dark on light where letters are light on dark, as terminals mostly are, with its quiet zone', async () => {
  const text = 'otpauth://totp/Bellhop:Ann?secret=ABCDEFGHIJKLMNOP'
  const lines = (await drawQrCode.letters(text)).trimEnd().split('\n')
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'L' })
  const { size } = modules
  expect(lines).toHaveLength(Math.ceil((size + 4) / 2))
  // Each letter is two modules, one above the other, and the lit half of it is a light one.
  const lit = { '█': [true, true], '▀': [true, false], '▄': [false, true], ' ': [false, false] } as Record<
    string,
    boolean[]
  >
  for (const [row, line] of lines.entries())
    for (const [column, letter] of [...line].entries())
      for (const half of [0, 1]) {
        const [x, y] = [column - 2, row * 2 + half - 2]
        const isInside = x >= 0 && y >= 0 && x < size && y < size
        if (y < size + 2) expect(lit[letter]?.[half], `${x} ${y}`).toBe(!(isInside && modules.get(y, x)))
      }
})
