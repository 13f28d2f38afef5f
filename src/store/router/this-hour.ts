// What this process did within the hour, told from a number for each: none of it is kept, so there is nothing to collect.

const places = new Int32Array(65_536)

/** Whether it was asked for the same before, this hour. What meets something else in its place is forgotten; one in some ten thousands is mistaken for another. */
export function wasThisHour(key: string): boolean {
  let mark = Math.floor(Date.now() / 3_600_000)
  for (let i = 0; i < key.length; i++) mark = Math.imul(mark ^ key.charCodeAt(i), 0x01000193)
  const place = mark >>> 16
  const was = places[place] === mark
  places[place] = mark
  return was
}
