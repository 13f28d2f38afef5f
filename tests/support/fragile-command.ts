// A command that breaks as often as it is told to, and then answers.
import { defineCommand } from '../../src/domain/command.ts'
import { say } from '../../src/domain/reply.ts'

export function createFragile() {
  const crashing = { left: 0 }
  const fragile = defineCommand({
    name: 'fragile',
    summary: 'Breaks a few times',
    permission: 'stranger',
    run: async () => {
      if (crashing.left-- > 0) throw new TypeError('undefined is not a function')
      return say('done after all')
    },
  })
  return { crashing, fragile }
}
