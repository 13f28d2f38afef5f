// Which methods an address takes, asked only when none of its routes matched: nothing means that the address does not exist.
import type { Route } from '../ports/route.ts'

export function allowedMethods(routes: readonly Route[], path: string): string[] {
  const methods = routes.filter((route) => matches(route.path, path)).map((route) => route.method as string)
  return [...new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods)].sort()
}

function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.at(-1) === '*') wanted.splice(-1, 1, ...given.slice(wanted.length - 1).map(() => ':rest'))
  return wanted.length === given.length && wanted.every((part, i) => part.startsWith(':') || part === given[i])
}
