// Paths that the documents name and that are not there any more.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export type Document = { path: string; text: string }

const topFolders = ['src', 'bots', 'prisma', 'tests', 'deploy', 'scripts', 'docs', '.ci', '.github']

export function readDocuments(root: string): Document[] {
  const nested = topFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
  return [...readdirSync(root), ...nested]
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

export function deadDocPaths(documents: Document[], exists: (path: string) => boolean): string[] {
  return documents.flatMap(({ path, text }) =>
    pathsIn(path, text)
      .filter((named) => !named.places.some(exists))
      .map((named) => `${path} names ${named.written}, which does not exist`),
  )
}

type Named = { written: string; places: string[] }

function pathsIn(document: string, text: string): Named[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '')
  const quoted = [...prose.matchAll(/`([^`\s]+)`/g)].flatMap((found) => quotedPath(document, found[1] ?? ''))
  const links = [...prose.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].flatMap((found) =>
    linkedPath(document, found[1] ?? ''),
  )
  return [...quoted, ...links]
}

/** A quoted word is a path when it starts with a folder of ours, or is a file name that stands beside the document or at the top. */
function quotedPath(document: string, word: string): Named[] {
  const bare = word.replace(/:\d+(-\d+)?$/, '').replace(/\/$/, '')
  const known = bare.replace(/\/?[^/]*[*<{…].*$/, '')
  if (topFolders.includes(known.split('/')[0] ?? '') && known.includes('/')) return [{ written: word, places: [known] }]
  if (topFolders.includes(bare) && word.endsWith('/')) return [{ written: word, places: [bare] }]
  if (!/^[\w.-]+\.(md|ya?ml)$/.test(bare)) return []
  return [{ written: word, places: [bare, join(dirname(document), bare)] }]
}

function linkedPath(document: string, target: string): Named[] {
  if (/^([a-z]+:|\/)/i.test(target)) return []
  return [{ written: target, places: [join(dirname(document), decodeURIComponent(target))] }]
}
