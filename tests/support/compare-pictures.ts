// How far a picture is from the one that was looked at and kept.
import { readFile } from 'node:fs/promises'
import { type Canvas, createCanvas, loadImage } from '@napi-rs/canvas'
import { expect } from 'vitest'

/** Of the brightness of a tile, from 0 to 255: what compression and another processor change stays far below. */
export const tolerance = 7
const tile = 12

export async function keptPicture(file: URL): Promise<Canvas> {
  const golden = await loadImage(await readFile(file))
  const kept = createCanvas(golden.width, golden.height)
  kept.getContext('2d').drawImage(golden, 0, 0)
  return kept
}

/** How much the tile that differs most differs on average. */
export function worstTile(one: Canvas, other: Canvas): number {
  expect([one.width, one.height]).toEqual([other.width, other.height])
  const [a, b] = [one.data(), other.data()]
  let worst = 0
  for (let top = 0; top + tile <= one.height; top += tile)
    for (let left = 0; left + tile <= one.width; left += tile) {
      let sum = 0
      for (let y = top; y < top + tile; y++)
        for (let x = left; x < left + tile; x++)
          sum += Math.abs(brightness(a, x + y * one.width) - brightness(b, x + y * one.width))
      worst = Math.max(worst, sum / tile ** 2)
    }
  return worst
}

function brightness(pixels: Buffer, pixel: number): number {
  const at = pixel * 4
  return 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0)
}
