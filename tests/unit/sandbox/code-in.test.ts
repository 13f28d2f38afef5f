// The code in what people write, however their chat program bends it.
import { expect, it } from 'vitest'
import { codeIn } from '../../../src/tools/code-in.ts'

it.each([
  ['as it is', 'print(1)', 'print(1)'],
  ['in a block', '```python\nprint(1)\n```', 'print(1)'],
  ['in a block on one line', '```print(1)```', 'print(1)'],
  ['in a block with words around it', 'run this:\n```\nx = 1\nprint(x)\n```\nplease', 'x = 1\nprint(x)'],
  ['in two blocks', '```py\nx = 1\n```\nthen\n```py\nprint(x)\n```', 'x = 1\nprint(x)'],
  ['between ticks', '`print(1)`', 'print(1)'],
  ['with bent quotation marks', 'print(“it”)', 'print("it")'],
  ['with bent marks inside a text', `print("“it”")`, `print("“it”")`],
  ['with the indentation of where it came from', '    if x:\n        y', 'if x:\n    y'],
  ['with line ends of another system', 'a\r\nb', 'a\nb'],
  ['with spaces that do not break', 'if\u00a0x:\n\u00a0\u00a0y', 'if x:\n  y'],
])('is found %s', (_how, text, code) => {
  expect(codeIn(text)).toBe(code)
})

it.each([
  ['without a line after its word', '```py print(1)```', 'print(1)'],
  ['that begins like its name', '```pypy = 1```', 'pypy = 1'],
  ['that is not closed', '```\nprint(1)', '```\nprint(1)'],
  ['with spaces before its end', '```\nprint(1) \n   ```  ', 'print(1) '],
  ['with an empty line at its end', '```\nprint(1)\n\n```', 'print(1)\n'],
  ['that holds marks of its own', '```\nx = "```"\n```', 'x = "```"'],
])('is found in a block %s', (_how, text, code) => {
  expect(codeIn(text)).toBe(code)
})

it.each([
  ['blocks that are never closed', '```a\n'.repeat(60_000)],
  ['spaces', `\`\`\`${' '.repeat(300_000)}x`],
  ['lines', 'x\n'.repeat(300_000)],
])('is looked for no longer in %s', (_what, text) => {
  expect(codeIn(text)).toBe(text)
})
