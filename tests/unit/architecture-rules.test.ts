// Each rule of the house, shown to bite on a violation planted here.
import { describe, expect, it } from 'vitest'
import { importCycles } from '../../scripts/architecture/cycles.ts'
import { undescribedRooms, unexplainedLibraries } from '../../scripts/architecture/described.ts'
import { deadDocPaths } from '../../scripts/architecture/doc-paths.ts'
import { envExampleViolations } from '../../scripts/architecture/env-example.ts'
import { floorViolations } from '../../scripts/architecture/floors.ts'
import { medianLines, tooLongFiles } from '../../scripts/architecture/sizes.ts'
import { importsOf } from '../../scripts/architecture/sources.ts'
import { environmentReaders, vendorViolations } from '../../scripts/architecture/vendors.ts'

const file = (path: string, ...lines: string[]) => ({ path, text: lines.join('\n') })

describe('reading imports', () => {
  it.each([
    [`import { a } from './a.ts'`, false],
    [`import {\n  a,\n  type B,\n} from './a.ts'`, false],
    [`import type { A } from './a.ts'`, true],
    [`import type from './a.ts'`, false],
    [`import './a.ts'`, false],
    [`export * from './a.ts'`, false],
    [`export type { A } from './a.ts'`, true],
    [`const a = await import('./a.ts')`, false],
    [`type A = typeof import('./a.ts')`, false],
    [`const a = require("./a.ts")`, false],
  ])('finds %j', (line, isType) => {
    expect(importsOf(file('src/store/x.ts', line))).toEqual([
      { specifier: './a.ts', isType, file: 'src/store/a.ts', package: undefined },
    ])
  })

  it('names the package of a deep import and none for Node itself', () => {
    const found = importsOf(
      file('src/x.ts', `import a from '@slack/bolt/dist/a'`, `import b from 'pg/lib/b'`, `import 'node:fs'`),
    )
    expect(found.map((one) => one.package)).toEqual(['@slack/bolt', 'pg', undefined])
  })

  it('leaves comments and ordinary strings alone', () => {
    const text = [`// import { a } from './a.ts'`, `/*`, `import b from './b.ts'`, `*/`, `export const from = './c.ts'`]
    expect(importsOf(file('src/x.ts', ...text))).toEqual([])
  })
})

describe('the floors', () => {
  it('allow what lies below and what lies in the same room', () => {
    const below = file('src/gate/a.ts', `import { b } from '../identity/b.ts'`, `import { c } from './c.ts'`)
    const inside = file('src/store/open-store.ts', `import { Session } from './embedded/session.ts'`)
    const bot = file('bots/slack/read.ts', `import type { Incoming } from '../../src/domain/incoming.ts'`)
    expect(floorViolations([below, inside, bot])).toEqual([])
  })

  it('refuse an import that climbs, even of a type', () => {
    expect(floorViolations([file('src/domain/a.ts', `import type { Store } from '../store/store.ts'`)])).toEqual([
      'src/domain/a.ts imports src/store/store.ts: src/store is on floor 2, above src/domain on floor 0',
    ])
  })

  it('refuse an import that climbs at run time', () => {
    expect(floorViolations([file('src/router/a.ts', `await import('../app/create-app.ts')`)])).toHaveLength(1)
  })

  it.each([
    ['src/queue/a.ts', '../store/sql.ts'],
    ['src/tools/a.ts', '../charts/draw.ts'],
    ['bots/slack/a.ts', '../telegram/send.ts'],
    ['src/commands/a.ts', '../config.ts'],
  ])('refuse that the neighbour %s imports %s', (path, target) => {
    expect(floorViolations([file(path, `import { x } from '${target}'`)])).toEqual([
      expect.stringContaining('neighbours'),
    ])
  })

  it('refuse a file that stands in no room, and an import from outside the house', () => {
    expect(floorViolations([file('src/helpers/a.ts')])).toEqual([expect.stringContaining('stands in no room')])
    expect(floorViolations([file('src/app/a.ts', `import '../../tests/support/a.ts'`)])).toEqual([
      expect.stringContaining('no room of the house'),
    ])
  })
})

describe('import cycles', () => {
  const a = file('src/store/a.ts', `import { b } from './b.ts'`)

  it('are found over several files', () => {
    const b = file('src/store/b.ts', `import { c } from './c.ts'`)
    const c = file('src/store/c.ts', `import { a } from './a.ts'`)
    expect(importCycles([a, b, c])).toEqual(['src/store/a.ts -> src/store/b.ts -> src/store/c.ts -> src/store/a.ts'])
  })

  it('are not made by types', () => {
    expect(importCycles([a, file('src/store/b.ts', `import type { A } from './a.ts'`)])).toEqual([])
  })
})

describe('what ARCHITECTURE.md tells of', () => {
  const text = [
    '## Floors',
    '| floor | rooms |',
    '| 2 | `src/store` |',
    '| 8 | `bots/*` |',
    '## Libraries, and why these',
    '| `pg`, `@fonts/*` | why |',
    '## Anything else',
    '| `ws` | no |',
    '',
  ].join('\n')
  const told = `# Architecture\n\n${text}`

  it('is every room on its floor', () => {
    const rooms = (entries: [string, number][]) => undescribedRooms(told, new Map(entries))
    expect(rooms([['src/store', 2]])).toEqual([])
    expect(rooms([['bots/slack', 8]])).toEqual([])
    expect(rooms([['src/store', 3]])).toEqual(['ARCHITECTURE.md does not show src/store on floor 3'])
    expect(rooms([['src/queue', 2]])).toEqual(['ARCHITECTURE.md does not show src/queue on floor 2'])
  })

  it('is each library, and no other', () => {
    expect(unexplainedLibraries(told, ['pg', '@fonts/one', '@fonts/two'])).toEqual([])
    expect(unexplainedLibraries(told, ['pg', 'ws'])).toEqual([
      'ARCHITECTURE.md does not say why ws is there',
      'ARCHITECTURE.md explains @fonts/*, which package.json does not name',
    ])
  })
})

describe('vendors', () => {
  it.each([
    ['src/router/a.ts', '@slack/web-api'],
    ['bots/slack/a.ts', 'grammy'],
    ['src/identity/a.ts', '@prisma/client'],
    ['src/gate/a.ts', 'pg'],
    ['src/store/a.ts', 'bullmq'],
    ['src/app/a.ts', 'fastify'],
    ['src/agent/a.ts', 'openai'],
    ['src/tools/a.ts', 'dockerode'],
    ['src/ports/a.ts', 'pino'],
  ])('are refused outside their room: %s imports %s', (path, vendor) => {
    expect(vendorViolations([file(path, `import type { X } from '${vendor}'`)])).toHaveLength(1)
  })

  it('are welcome at home', () => {
    const queue = file('src/queue/a.ts', `import pg from 'pg'`, `import { Queue } from 'bullmq'`)
    const slack = file('bots/slack/a.ts', `import { App } from '@slack/bolt'`)
    expect(vendorViolations([queue, slack])).toEqual([])
  })

  it('include the generated Prisma client', () => {
    const reach = `import { PrismaClient } from '../store/generated/client.ts'`
    expect(vendorViolations([file('src/identity/a.ts', reach)])).toHaveLength(1)
  })
})

describe('the environment', () => {
  it.each(['process.env.PORT', 'process?.env', `process['env']`, 'const { PORT } = process.env'])(
    'is not read by %j outside src/config.ts',
    (line) => {
      expect(environmentReaders([file('src/http/a.ts', line)])).toHaveLength(1)
      expect(environmentReaders([file('src/config.ts', line)])).toEqual([])
    },
  )

  it('is named in .env.example exactly once a variable, commented out or not', () => {
    expect(envExampleViolations('# Words.\nPORT=3000\n# HOST=\n', ['PORT', 'HOST'])).toEqual([])
    expect(envExampleViolations('PORT=3000\nPORT=1\nOLD=\n', ['PORT', 'HOST'])).toEqual([
      '.env.example does not name HOST',
      '.env.example names OLD, which nothing reads',
      '.env.example names PORT more than once',
    ])
  })
})

describe('sizes', () => {
  it('stop at 300 lines a file', () => {
    const lines = (count: number) => ({ path: `src/app/${count}.ts`, text: 'x\n'.repeat(count) })
    expect(tooLongFiles([lines(300), lines(301)])).toEqual(['src/app/301.ts has 301 lines, at most 300 are allowed'])
    expect(medianLines([lines(10), lines(500), lines(60)])).toBe(60)
  })
})

describe('paths in documents', () => {
  const exists = (path: string) =>
    ['src/app', 'src/app/create-app.ts', 'bots/slack/README.md', 'SECURITY.md'].includes(path)
  const dead = (path: string, text: string) => deadDocPaths([{ path, text }], exists)

  it('are fine while they exist, as folder, file, line or pattern', () => {
    const text =
      'See `src/app/`, `src/app/create-app.ts:12`, `src/app/*.ts`, `src/app/<name>.ts`, [security](SECURITY.md#report).'
    expect(dead('README.md', text)).toEqual([])
  })

  it('are reported when they are gone', () => {
    expect(dead('README.md', 'See `src/app/gone.ts` and [this](docs/gone.md) and `GONE.md`.')).toEqual([
      'README.md names src/app/gone.ts, which does not exist',
      'README.md names GONE.md, which does not exist',
      'README.md names docs/gone.md, which does not exist',
    ])
  })

  it('are not looked for in routes, commands, code blocks and addresses', () => {
    const text = '`/slack/events` `npm test` `POST /x` [a](https://example.com/a.md)\n```\n`src/gone.ts`\n```\n'
    expect(dead('README.md', text)).toEqual([])
  })

  it("of a folder's own document start beside it", () => {
    expect(dead('bots/slack/README.md', '[top](../../SECURITY.md) and `README.md`')).toEqual([])
  })
})
