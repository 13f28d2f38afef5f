// The source files as text, and what each of them imports. Rules read these, so a test can plant files of its own.
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

export type Source = { path: string; text: string }

export type Import = {
  specifier: string
  /** Gone at run time: `import type` and `export type`. */
  isType: boolean
  /** Where a relative import leads, as a path from the top of the repository. */
  file: string | undefined
  /** The package a bare import names, without the path inside it. */
  package: string | undefined
}

const generatedFolder = 'src/store/generated'

export function readSources(root: string, folders: string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name))
      .map((entry) => posix.relative(root, posix.join(entry.parentPath, entry.name)))
      .filter((path) => !path.startsWith(`${generatedFolder}/`))
      .sort()
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  )
}

export function importsOf(source: Source): Import[] {
  const text = withoutComments(source.text)
  const statement =
    /^[ \t]*(?:import|export)\s+(type\b(?!\s*(?:from\b|,)))?(?:[^'"`;()=]*?\bfrom\s*)?['"]([^'"\n]+)['"]/gm
  const call = /\b(?:import|require(?:\.resolve)?)\(\s*['"`]([^'"`\n]+)['"`]/g
  const statements = [...text.matchAll(statement)].map((found) => describe(source, found[2] ?? '', Boolean(found[1])))
  const calls = [...text.matchAll(call)].map((found) => describe(source, found[1] ?? '', false))
  return [...statements, ...calls]
}

function describe(source: Source, specifier: string, isType: boolean): Import {
  const isRelative = specifier.startsWith('.')
  return {
    specifier,
    isType,
    file: isRelative ? posix.join(posix.dirname(source.path), specifier) : undefined,
    package: isRelative || specifier.startsWith('node:') ? undefined : packageIn(specifier),
  }
}

function packageIn(specifier: string): string {
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier)
}

/** Blanks comments that fill a line of their own; what stands behind code stays, because it cannot start an import. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, '').replace(/^[ \t]*\/\/.*$/gm, '')
}
