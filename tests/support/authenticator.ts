// An authenticator app: reads the key that is shown beside the picture.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export function readFactorKey(text: string): Buffer {
  const shown = /[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}/.exec(text)?.[0].replaceAll(' ', '') ?? ''
  const bits = [...shown].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
