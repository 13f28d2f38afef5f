// A run is kept with its code and what lay beside it, so that it can be run again as it was, or changed as its next version.
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Incoming } from '../../src/domain/incoming.ts'
import type { Caller } from '../../src/domain/person.ts'
import { textOf } from '../../src/domain/reply.ts'
import type { SandboxJob, SandboxRun } from '../../src/ports/sandbox.ts'
import { runPython } from '../../src/tools/run-python.ts'
import { file, openWorkshop, png, type Workshop } from '../support/artifact-makers.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('a run of Python', ({ store }) => {
  let shop: Workshop
  const jobs: SandboxJob[] = []
  let drawn: SandboxRun['artifacts'] = []

  const run = async (job: SandboxJob): Promise<SandboxRun> => {
    jobs.push(job)
    return {
      ...{ outcome: 'done', exitCode: 0, stdout: 'said\n', stderr: '', isCut: false, artifacts: drawn, leftOut: [] },
      ...{ ranMs: 10, waitedMs: 0, peakMb: 60 },
    }
  }

  beforeEach(async () => {
    shop = await openWorkshop(store())
    jobs.length = 0
    drawn = [{ kind: 'plot', name: 'sales-1.png', title: 'Sales by floor', mediaType: 'image/png', content: png }]
  })
  afterEach(() => shop.end())

  /** As the gate would: what it registers commits, and the reply is what people see. */
  async function runs(who: Caller, input: { code?: string; artifact?: string }, files: Record<string, string> = {}) {
    const tool = runPython({
      limitsFor: async () => ({}),
      ...{ sandbox: { run }, artifacts: shop.artifacts },
      fetchFile: async (_incoming, { name }) => Buffer.from(files[name] ?? ''),
    })
    const given = Object.entries(files).map(([name, text]) => ({
      ...{ id: name, name, mediaType: 'text/plain', bytes: text.length, fetchFrom: null },
    }))
    const incoming = { ...shop.in('lobby'), files: given } as Incoming
    const changes: ((tx: unknown) => Promise<void>)[] = []
    const output = await tool.run({
      ...{ input: { code: '', ...input }, caller: who, incoming, key: 'k', signal: new AbortController().signal },
      change: (work) => void changes.push(work),
      ...{ tellAdmins: () => undefined, spend: async () => undefined, progress: () => undefined },
    })
    for (const change of changes) await store().inOrg(shop.org, change)
    const reply = tool.present?.(tool.output.parse(output))
    const id = output.kept && 'id' in output.kept ? output.kept.id : ''
    return { id, kept: output.kept, reply, said: reply ? textOf(reply) : '' }
  }

  it('is kept with its code, its output and the files it had, and can be opened, rerun and edited', async () => {
    const ann = await shop.person()
    const { id, said } = await runs(ann, { code: 'import os\n# a remark\nshow(1)' }, { 'a.csv': 'x\n1\n' })
    expect(said).toMatch(/Open: https:\/\/bellhop\.test\/artifacts\/\S+ \[Rerun\] \[Edit\]/)
    const found = await shop.artifacts.find({ caller: ann, incoming: null }, id)
    expect(found).toMatchObject({ title: 'Sales by floor', kind: 'run', version: 1 })
    expect(found.files.map(({ part, name }) => `${part} ${name}`)).toEqual([
      ...['picture sales-1.png', 'output output.txt', 'code code.py', 'given a.csv'],
    ])
  })

  it('is called by what it does where it drew nothing', async () => {
    drawn = []
    const ann = await shop.person()
    const { id } = await runs(ann, { code: 'import os\n\n# a remark\nprint(sum(range(10)))\nx' })
    expect((await shop.artifacts.find({ caller: ann, incoming: null }, id)).title).toBe('print(sum(range(10)))')
  })

  it('runs again with the same code and files, as the next version', async () => {
    const ann = await shop.person()
    const first = await runs(ann, { code: 'show(1)' }, { 'a.csv': 'x\n1\n' })
    const second = await runs(ann, { artifact: first.id.slice(0, 8) })
    expect(jobs.map(({ code, files }) => [code, files?.map(({ name, content }) => `${name}=${content}`)])).toEqual([
      ['show(1)', ['a.csv=x\n1\n']],
      ['show(1)', ['a.csv=x\n1\n']],
    ])
    expect(second.kept).toMatchObject({ version: 2 })
  })

  it('runs other code with the same files, as the next version too', async () => {
    const ann = await shop.person()
    const first = await runs(ann, { code: 'show(1)' }, { 'a.csv': 'x\n1\n' })
    const second = await runs(ann, { artifact: first.id, code: '```python\nshow(2)\n```' })
    expect([jobs[1]?.code, jobs[1]?.files?.[0]?.name, second.kept]).toMatchObject(['show(2)', 'a.csv', { version: 2 }])
    const third = await runs(ann, { artifact: second.id })
    expect([jobs[2]?.code, third.kept]).toMatchObject(['show(2)', { version: 3 }])
  })

  it('of somebody else is run again only by those who may see it', async () => {
    const [ann, bob] = [await shop.person(), await shop.person()]
    const elsewhere = await shop.makes(ann, { files: [file('code', 'code.py', 'show(1)')] }, { place: 'bar' })
    const again = 'id' in elsewhere ? elsewhere.id : ''
    await expect(runs(bob, { artifact: again })).rejects.toMatchObject({ code: 'not_found' })
    const here = await runs(ann, { code: 'show(3)' })
    expect((await runs(bob, { artifact: here.id })).kept).toMatchObject({ version: 2 })
  })

  it('is not made of what has no code', async () => {
    const ann = await shop.person()
    const chart = await shop.makes(ann, { kind: 'chart' })
    const again = 'id' in chart ? chart.id : ''
    await expect(runs(ann, { artifact: again })).rejects.toThrow('made without code')
  })

  it('that cannot be kept is answered all the same, with the reason and what to do', async () => {
    const ann = await shop.person()
    const lost = { kind: 'file' as const, name: 'big-1.bin', title: 'big', mediaType: 'application/octet-stream' }
    drawn = [{ ...lost, content: Buffer.alloc(100_000) }]
    shop.objects.put = () => Promise.reject(new Error('EIO: /secret/path'))
    const { said, reply } = await runs(ann, { code: 'show(1)' })
    expect(said).toMatch(/said.*I could not keep this for later: Something went wrong on our side\. Ask again/s)
    expect(said).not.toMatch(/secret|Rerun|Open/)
    expect(reply?.parts.some((part) => part.kind === 'files')).toBe(true)
  })

  it('whose page can be opened sends no files beside it', async () => {
    const ann = await shop.person()
    const made = { kind: 'file' as const, name: 'data-1.json', title: 'data', mediaType: 'application/json' }
    drawn = [{ ...made, content: Buffer.from('{}') }]
    const { reply } = await runs(ann, { code: 'show(1)' })
    expect(reply?.parts.map(({ kind }) => kind)).not.toContain('files')
  })
})
