// The commands that answer approvals, over a core that is made after them.
import { approve } from '../../src/commands/approve.ts'
import { deny } from '../../src/commands/deny.ts'
import { withdraw } from '../../src/commands/withdraw.ts'
import type { CommandDeclaration } from '../../src/domain/command.ts'
import type { Approvals } from '../../src/gate/approvals/create-approvals.ts'

export function answerCommands(approvals: () => Approvals): CommandDeclaration[] {
  const late = {
    waiting: async () => [],
    approvals: {
      find: (...given: Parameters<Approvals['find']>) => approvals().find(...given),
      answer: (...given: Parameters<Approvals['answer']>) => approvals().answer(...given),
      withdraw: (...given: Parameters<Approvals['withdraw']>) => approvals().withdraw(...given),
    },
  }
  return [approve(late), deny(late), withdraw(late)]
}
