// The commands about settings, given what they need of this installation.
import { adminSettings } from '../commands/settings/admin-settings.ts'
import { adminSettingsReset } from '../commands/settings/admin-settings-reset.ts'
import { adminSettingsSet } from '../commands/settings/admin-settings-set.ts'
import type { SettingsOptions } from '../commands/settings/settings-options.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { runSettings } from '../domain/run-settings.ts'
import { isSet, type SettingName, settingNames, settings } from '../domain/settings.ts'
import type { SandboxLimits } from '../ports/sandbox.ts'
import { asOrgTransaction, sqlIn } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import { deleteSetting, readSetting, readSettings, saveSetting } from '../store/setting-rows.ts'

export function settingCommands({ store }: { store: Store }): CommandDeclaration[] {
  const options: SettingsOptions = {
    read: (org) =>
      store.inOrgSql(org, async (sql) => {
        const set = new Map<SettingName, string>()
        for (const name of settingNames) {
          const value = await readSetting(sql, settings[name].key)
          if (value !== undefined) set.set(name, value)
        }
        return set
      }),
    save: ({ change }, org, name, value) =>
      change(async (tx) => {
        const sql = sqlIn(asOrgTransaction(tx))
        if (value === undefined) await deleteSetting(sql, settings[name].key)
        else await saveSetting(sql, org, settings[name].key, value)
      }),
  }
  return [adminSettings, adminSettingsSet, adminSettingsReset].map((command) => command(options))
}

/** What an org lets its runs of code take; what it did not set is as usual. */
export async function readRunLimits(store: Pick<Store, 'inOrgSql'>, org: string): Promise<Partial<SandboxLimits>> {
  const set = new Map(
    (await store.inOrgSql(org, (sql) => readSettings(sql, 'run_'))).map(({ name, value }) => [name, value]),
  )
  const limits: Partial<SandboxLimits> = {}
  for (const { name, limit, unit } of runSettings) {
    const value = set.get(settings[name].key)
    if (isSet(name, value)) limits[limit] = Number(value) * unit
  }
  return limits
}
