// What hostile code does to what it runs in, as Python: it is told by how the run ends.
import { expect } from 'vitest'
import type { SandboxRun } from '../../src/ports/sandbox.ts'

export type Attack = { name: string; code: string; wallMs?: number; sees(run: SandboxRun): void }

function ends(name: string, outcome: SandboxRun['outcome'] | SandboxRun['outcome'][], code: string, more = {}): Attack {
  const sees = (run: SandboxRun) => expect([outcome].flat()).toContain(run.outcome)
  // Only what never ends of its own has to be waited for.
  return { name, code, wallMs: [outcome].flat().includes('timeout') ? 1_200 : 10_000, sees, ...more }
}

export const attacks: Attack[] = [
  ends('bomb with forks', ['failed', 'timeout', 'done'], 'import os\nwhile True: os.fork()'),
  ends(
    'bomb with forks that never give up',
    ['failed', 'timeout', 'done'],
    'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass',
  ),
  ends(
    'bomb with threads',
    ['failed', 'timeout'],
    'import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(60,)).start()',
  ),
  ends('take all memory', 'memory', 'x = []\nwhile True: x.append(bytearray(16 << 20))', { wallMs: 15_000 }),
  ends(
    'take all memory in many processes',
    ['memory', 'failed', 'timeout', 'done', 'broken'],
    `
import os, time
for _ in range(30):
    if os.fork() == 0:
        x = bytearray(b'x') * (60 << 20)
        time.sleep(60)
time.sleep(60)`,
    { wallMs: 2_500 },
  ),
  ends('never end', 'timeout', 'while True: pass', { wallMs: 600 }),
  ends(
    'ignore every signal',
    'timeout',
    'import signal\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nwhile True: pass',
    { wallMs: 600 },
  ),
  {
    name: 'fill the disk, with one file and with many',
    code: `
import os, errno
def fill(write):
    try:
        n = 0
        while True:
            write(n)
            n += 1
    except OSError as error:
        return errno.errorcode[error.errno]
big = open('big', 'wb')
print(fill(lambda n: (big.write(b'x' * (1 << 20)), big.flush())))
print(fill(lambda n: open(f'more{n}', 'wb').write(b'x' * (1 << 20))))
os.remove('big')
# With less memory left it comes to its end sooner where only memory ends it.
ballast = b'x' * (250 << 20)
print(fill(lambda n: open(f'empty{n}', 'w').close()))
del ballast
memory = os.memfd_create('x')
print(fill(lambda n: os.write(memory, b'x' * (1 << 20))))`,
    wallMs: 20_000,
    sees: (run) => {
      const [first, ...others] = run.stdout.trim().split('\n')
      expect(['ENOSPC', 'EFBIG']).toContain(first)
      // Where files cannot be counted, they run into the memory they take.
      if (run.outcome === 'memory') expect(others).toEqual(['ENOSPC'])
      else expect(others).toEqual(['ENOSPC', 'ENOSPC', 'EFBIG'])
    },
  },
  {
    name: 'flood the output',
    code: 'import os\nfor _ in range(4096): os.write(1, b"x" * (1 << 18)); os.write(2, b"y" * 100)',
    wallMs: 15_000,
    sees: (run) => {
      expect(run.isCut).toBe(true)
      expect(run.stdout.length + run.stderr.length).toBeLessThanOrEqual(64 * 1024)
    },
  },
  {
    name: 'flood with artifacts, and with one that is far too large',
    code: `
open('a.txt', 'w').write('a')
with open('huge', 'wb') as f: f.truncate(1 << 40) if False else f.truncate(60 << 20)
try: save_file('huge')
except OSError as e: print(e)
for n in range(300): save_file('a.txt', f'{n}')`,
    wallMs: 15_000,
    sees: (run) => {
      expect(run.artifacts.length).toBeLessThanOrEqual(10)
      expect(run.leftOut.length).toBeGreaterThan(0)
    },
  },
  ends(
    'kill the runner and everything else',
    ['failed', 'broken', 'done'],
    'import os, signal\nfor p in (1, os.getppid(), -1):\n    try: os.kill(p, signal.SIGKILL)\n    except OSError: pass',
  ),
  ends(
    'stop the runner',
    ['failed', 'done', 'timeout'],
    'import os, signal\nfor p in (1, os.getppid()):\n    try: os.kill(p, signal.SIGSTOP)\n    except OSError: pass',
  ),
  {
    name: 'leave processes behind that hold its output open',
    code: `
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            os.write(1, b'still here\\n')
            time.sleep(0.01)
    os._exit(0)
print('ended', flush=True)`,
    wallMs: 10_000,
    sees: (run) => {
      expect(run.outcome).toBe('done')
      expect(run.stdout).toContain('ended')
    },
  },
  {
    name: 'hand out links, pipes, folders and rubbish as artifacts',
    code: `
import os, json
out = '/job/out'
os.symlink('/etc/passwd', out + '/link')
os.mkfifo(out + '/pipe')
os.mkdir(out + '/folder')
open(out + '/fake', 'wb').write(b'<svg onload=alert(1)>')
open(out + '/png', 'wb').write(b'\\x89PNG\\r\\n\\x1a\\n' + b'\\0\\0\\0\\rIHDR' + b'\\x7f\\xff\\xff\\xff' * 2 + b'0' * 32)
open(out + '/good', 'wb').write(b'good')
entries = [dict(kind='file', title=n, ending='txt', file=n) for n in ('link', 'pipe', 'folder', '../../etc/passwd', '/etc/passwd', '', '.', '..')]
entries += [dict(kind='plot', title='fake', ending='png', file='fake'), dict(kind='plot', title='giant', ending='png', file='png')]
entries += [dict(kind='file', title='a\\nb\\r\\x1b[31m..%2f..\\u202egnp.exe', ending='../sh', file='good')]
with open(out + '/manifest', 'ab') as f:
    f.write(b'rubbish\\n[1]\\n{"file": 1}\\n\\xff\\xfe\\n' + b'[' * 5000 + b'\\n')
    for entry in entries: f.write(json.dumps(entry).encode() + b'\\n')`,
    wallMs: 10_000,
    sees: (run) => {
      expect(run.outcome).toBe('done')
      expect(run.artifacts.map(({ content }) => content.toString())).toEqual(['good'])
      expect(run.artifacts[0]?.name).toMatch(/^[a-z0-9-]+\.bin$/)
      expect(run.artifacts[0]?.title).not.toMatch(/\p{C}/u)
    },
  },
  ends(
    'put a link where artifacts are collected',
    'done',
    'import os, shutil\nshutil.rmtree("/job/out")\nos.symlink("/etc", "/job/out")\nprint("moved")',
    { wallMs: 10_000 },
  ),
  ends(
    'send artifacts that no table can be',
    ['done', 'broken'],
    `
import json
open('/job/out/a', 'wb').write(b'a')
open('/job/out/manifest', 'w').write(json.dumps(dict(kind='table', title='t', ending='csv', file='a', table=dict(columns=[1], rows='x'))) + '\\n')`,
  ),
  ends('crash the interpreter', 'failed', 'import ctypes\nctypes.string_at(0)'),
  ends('read what nobody types', 'failed', 'input()'),
]
