// Builds for other systems that package-lock.json does not name. A registry that lacks them leaves such holes, and `npm ci`
// refuses a lock file with holes on every machine.
export type LockEntry = {
  version?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

export type LockFile = { packages: Record<string, LockEntry> }

type Hole = { name: string; version: string; neededBy: string }

export function holesInLock({ packages }: LockFile): Hole[] {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isNamed(packages, path, name))
      .map(([name, version]) => ({ name, version, neededBy: path })),
  )
}

/** The same lock file with its holes filled: the version follows from who needs it, the system from the name. */
export function fillLock(lock: LockFile): LockFile {
  const filled = holesInLock(lock).map(({ name, version, neededBy }) => {
    if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${neededBy} leaves the version of ${name} open: ${version}`)
    const dev = lock.packages[neededBy]?.dev ? { dev: true } : {}
    return [`node_modules/${name}`, { version, ...dev, optional: true, ...systemIn(name) }] as const
  })
  const [[top, root] = ['', {}], ...rest] = Object.entries(lock.packages)
  const sorted = [...rest, ...filled].sort(([a], [b]) => a.localeCompare(b, 'en'))
  return { ...lock, packages: { [top]: root, ...Object.fromEntries(sorted) } }
}

function isNamed(packages: LockFile['packages'], from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true
    if (!folder) return false
  }
}

/** Builds are named after their system, as in `@scope/tool-linux-x64-musl`. */
function systemIn(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[/-]/)
  const os = words.filter((word) =>
    /^(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)$/.test(word),
  )
  const cpu = words.filter((word) => /^(arm|arm64|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64)$/.test(word))
  const libc = words.flatMap((word) => (/^musl/.test(word) ? 'musl' : /^(gnu|glibc)/.test(word) ? 'glibc' : []))
  if (os.length === 0) throw new Error(`${name} does not say which system it is for`)
  return { os, ...(cpu.length ? { cpu } : {}), ...(libc.length ? { libc } : {}) }
}
