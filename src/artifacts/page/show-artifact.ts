// The page of one artifact: its pictures, tables, output and code, and everything to save.
import type { Artifact, ArtifactFile } from '../../ports/artifacts.ts'
import { isReadable, isShowable } from '../media-type.ts'
import { bdi, type Html, html, nothing } from './html.ts'
import { readSorting, showTable } from './show-table.ts'
import { style } from './style.ts'

export type Shown = {
  artifact: Artifact & { files: ArtifactFile[] }
  token: string
  /** Of those that stand on the page as more than a name; undefined where it is not there any more. */
  contents: Map<number, Buffer | undefined>
  sort: string | null
}

const mostText = 100_000
const kinds = { run: 'Python', chart: 'Chart', dashboard: 'Dashboard' } as const

/** What is read to be shown; the rest is only offered. */
export function standsOnPage({ part, mediaType, bytes }: ArtifactFile): boolean {
  if (part === 'given' || isShowable(mediaType)) return false
  return isReadable(mediaType) && (mediaType === 'text/csv' || bytes <= 4 * mostText)
}

export function showArtifact({ artifact, token, contents, sort }: Shown): string {
  const { title, kind, version, maker, at, files } = artifact
  const sorting = readSorting(sort)
  const order = ['picture', 'table', 'output', 'file', 'code', 'given']
  const sections = files
    .toSorted((a, b) => order.indexOf(a.part) - order.indexOf(b.part) || a.place - b.place)
    .map((file) => sectionOf(file, title, contents.get(file.place), token, sorting))
  const made = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return pageOf(
    title,
    html`<h1>${bdi(title)}</h1>
<p class="dim">${kinds[kind]}, version ${version}, made for ${bdi(maker)} on <time datetime="${at.toISOString()}">${made}</time></p>
${sections}`,
  )
}

/** The same for whatever did not lead to an artifact. */
export const nothingHere = pageOf(
  'Nothing here',
  html`<h1>There is nothing here</h1>
<p>A link opens for some days and can be taken back. Ask whoever sent it, or type <code>artifacts</code> in the chat, for a new one.</p>`,
)

export function pageOf(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title} · Bellhop</title><style>${{ html: style }}</style></head>
<body><main>
${body}
</main></body></html>
`.html
}

function sectionOf(
  file: ArtifactFile,
  pageTitle: string,
  content: Buffer | undefined,
  token: string,
  sorting: ReturnType<typeof readSorting>,
): Html {
  const { place, title, name, mediaType, bytes } = file
  const save = html`<p><a class="save" href="/artifacts/${token}/${place}?save=1" download="${name}">Save ${bdi(name)}</a><span class="dim">${sizeText(bytes)}</span></p>`
  return html`<section id="file-${place}">${title === pageTitle ? nothing : html`<h2>${bdi(title)}</h2>`}
${bodyOf(file, content, token, sorting)}
${bytes === 0 && !isShowable(mediaType) ? html`<p class="dim">It is empty.</p>` : nothing}
${save}</section>
`
}

function bodyOf(
  file: ArtifactFile,
  content: Buffer | undefined,
  token: string,
  sorting: ReturnType<typeof readSorting>,
): Html {
  const { place, title, mediaType } = file
  if (isShowable(mediaType)) return html`<figure><img src="/artifacts/${token}/${place}" alt="${title}"></figure>`
  if (!content || content.length === 0) return nothing
  if (mediaType === 'text/csv') return showTable(file, content, sorting) ?? textOf(content)
  return textOf(content)
}

function textOf(content: Buffer): Html {
  const text = new TextDecoder('utf-8').decode(content.subarray(0, mostText))
  const rest = content.length > mostText ? html`<p class="dim">The beginning; save it to see all.</p>` : nothing
  return html`<pre tabindex="0"><code>${text}</code></pre>${rest}`
}

export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
