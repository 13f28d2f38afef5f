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
