// What a file is called: shown to people and offered for saving, never a path. Where it lies its name is not known.

const longest = 120

/** The last part of a path, without what steers terminals or turns the direction of what is read. */
export function fileName(called: string): string {
  const last = called.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const clean = last
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  if (clean === '') return 'file'
  const dot = clean.lastIndexOf('.')
  const ending = dot > 0 && clean.length - dot <= 10 ? clean.slice(dot) : ''
  const stem = ending ? clean.slice(0, dot) : clean
  return `${[...stem].slice(0, longest - ending.length).join('')}${ending}`.toWellFormed()
}

/** The header that has a browser save a file: once in letters every browser knows, once as it is called. */
export function savedAs(name: string): string {
  const plain = name.replaceAll(/[^\w. -]/g, '_')
  const exact = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`
}
