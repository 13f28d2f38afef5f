// Pictures that phones read.
export type QrCode = {
  /** The bytes of a PNG. */
  picture(text: string): Promise<Buffer>
  /** The same in letters, for where there are no pictures. */
  letters(text: string): Promise<string>
}
