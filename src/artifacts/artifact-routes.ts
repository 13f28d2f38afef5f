// The addresses of artifacts in a browser. Whatever does not open gets one and the same answer: it says nothing of what there is.
import { BellhopError } from '../domain/errors.ts'
import type { ArtifactFile } from '../ports/artifacts.ts'
import type { Route, RouteAnswer } from '../ports/route.ts'
import { savedAs } from './file-name.ts'
import { isShowable } from './media-type.ts'
import { type Opened, type OpenParts, openArtifact } from './open-artifact.ts'
import { mostRewritten, rewriteCsv } from './page/read-csv.ts'
import { nothingHere, showArtifact, standsOnPage } from './page/show-artifact.ts'
import { pagePolicy } from './page/style.ts'

const filePolicy = "default-src 'none'; sandbox"

export function createArtifactRoutes(parts: OpenParts): Route[] {
  async function contentOf({ org, artifact }: Opened, file: ArtifactFile): Promise<Buffer | undefined> {
    try {
      return (await parts.artifacts.read(org, artifact.id, file.place)).content
    } catch (error) {
      if (error instanceof BellhopError && error.code === 'not_found') return undefined
      throw error
    }
  }

  async function show(opened: Opened | undefined, token: string, sort: string | null): Promise<RouteAnswer> {
    if (!opened) return page(404, nothingHere)
    const contents = new Map<number, Buffer | undefined>()
    for (const file of opened.artifact.files.filter(standsOnPage))
      contents.set(file.place, await contentOf(opened, file))
    return page(200, showArtifact({ artifact: opened.artifact, token, contents, sort }))
  }

  return [
    {
      method: 'GET',
      path: '/artifacts/:id',
      async handle(request) {
        const { opened, carry, toSignIn } = await openArtifact(parts, request)
        return carry(toSignIn ?? (await show(opened, request.params.id ?? '', request.query.get('sort'))))
      },
    },
    {
      method: 'GET',
      path: '/artifacts/:id/:file',
      async handle(request) {
        const { opened, carry } = await openArtifact(parts, request)
        const file = opened?.artifact.files.find((one) => String(one.place) === request.params.file)
        const content = opened && file && (await contentOf(opened, file))
        const isSaved = request.query.has('save')
        return carry(file && content ? await fileAnswer(file, content, isSaved) : page(404, nothingHere))
      },
    },
  ]
}

function page(status: number, body: string): RouteAnswer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy,
      'x-robots-tag': 'noindex',
    },
    body,
  }
}

/**
 * A browser is given pictures to show and everything else to save, as bytes: it never takes a file for a page of ours. A table
 * too large to be rewritten in time has a name that no spreadsheet opens by itself.
 */
async function fileAnswer(file: ArtifactFile, content: Buffer, isSaved: boolean): Promise<RouteAnswer> {
  const { name, mediaType } = file
  const isShown = isShowable(mediaType) && !isSaved
  const isCsv = mediaType === 'text/csv' && content.length <= mostRewritten
  const called = mediaType === 'text/csv' && !isCsv ? `${name}.txt` : name
  const type = isShowable(mediaType) ? mediaType : isCsv ? 'text/csv; charset=utf-8' : 'application/octet-stream'
  return {
    status: 200,
    headers: {
      'content-type': type,
      'content-security-policy': filePolicy,
      'x-robots-tag': 'noindex',
      ...(isShown ? {} : { 'content-disposition': savedAs(called) }),
    },
    body: isCsv ? `\ufeff${await rewriteCsv(content)}` : content,
  }
}
