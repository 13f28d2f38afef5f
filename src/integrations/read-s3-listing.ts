// What an S3 server says is in a bucket. Of the XML only the few elements we ask for are read, and keys are ours: ids and slashes.
import type { StoredObject } from '../ports/object-store.ts'

/** Undefined when it is no list, or only the beginning of one: what it does not name may be there all the same. */
export function readListing(xml: string): { objects: StoredObject[]; next: string | undefined } | undefined {
  const objects = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].flatMap(([, entry = '']) => {
    const key = elementIn(entry, 'Key')
    const at = new Date(elementIn(entry, 'LastModified') ?? '')
    return key === undefined ? [] : [{ key, bytes: Number(elementIn(entry, 'Size') ?? 0), at }]
  })
  const isCut = elementIn(xml, 'IsTruncated') === 'true'
  const next = isCut ? elementIn(xml, 'NextContinuationToken') : undefined
  const isWhole = xml.includes('<ListBucketResult') && xml.trimEnd().endsWith('</ListBucketResult>')
  return isWhole && isCut === Boolean(next) ? { objects, next } : undefined
}

function elementIn(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
  return text?.replaceAll(/&(?:amp|lt|gt|quot|apos|#(\d+)|#x([0-9a-fA-F]+));/g, (whole, decimal, hex) => {
    if (decimal) return String.fromCodePoint(Number(decimal))
    return hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : (named[whole] ?? whole)
  })
}

const named: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" }
