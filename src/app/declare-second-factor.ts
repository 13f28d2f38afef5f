// The commands about the second factor, each given what it needs of this installation.
import { adminFactor } from '../commands/second-factor/admin-factor.ts'
import { adminFactorReset } from '../commands/second-factor/admin-factor-reset.ts'
import { adminFactorRule } from '../commands/second-factor/admin-factor-rule.ts'
import { code } from '../commands/second-factor/code.ts'
import { factor as factorCommand } from '../commands/second-factor/factor.ts'
import { factorCodes } from '../commands/second-factor/factor-codes.ts'
import { factorMail, factorSend } from '../commands/second-factor/factor-mail.ts'
import { factorOff } from '../commands/second-factor/factor-off.ts'
import { factorSetup } from '../commands/second-factor/factor-setup.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { BellhopError } from '../domain/errors.ts'
import { isAtLeast } from '../domain/person.ts'
import { findPerson } from '../identity/find-person.ts'
import type { OrgPerson } from '../identity/list-people.ts'
import type { FactorMail } from '../identity/second-factor/create-factor-mail.ts'
import type { SecondFactor } from '../identity/second-factor/create-second-factor.ts'
import { drawQrCode } from '../integrations/draw-qr-code.ts'
import type { Store } from '../store/open-store.ts'
import { readOrgName } from '../store/router/tenant-rows.ts'

type Options = {
  store: Store
  factor: SecondFactor
  mail: FactorMail | undefined
  people(org: string): Promise<OrgPerson[]>
}

export function secondFactorCommands({ store, factor, mail, people }: Options): CommandDeclaration[] {
  const nameOf = async (org: string) => (await store.inOrgSql(org, readOrgName)) ?? ''
  return [
    factorCommand({ factor, mail }),
    factorSetup({ factor, qrCode: drawQrCode, nameOf }),
    ...(mail ? [factorMail({ mail, nameOf }), factorSend({ mail, nameOf })] : []),
    factorCodes({ factor }),
    factorOff({ factor }),
    code({ factor }),
    adminFactor({ factor, people }),
    adminFactorRule({ factor }),
    adminFactorReset({
      factor,
      async member({ org, account }, who) {
        if (!org) throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no members.')
        const [member, known] = await Promise.all([findPerson(store, org, who, account), people(org)])
        // Whoever the installation names an owner is one, whatever the rows say.
        const role = known.find((one) => one.person === member.person)?.role ?? member.role
        return { ...member, role }
      },
      async otherAdmins({ org, person }) {
        const known = org ? await people(org) : []
        return known.filter((one) => isAtLeast(one.role, 'admin') && one.person !== person).length
      },
    }),
  ]
}
