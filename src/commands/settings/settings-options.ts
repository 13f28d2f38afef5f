// What the commands about settings need of this installation.
import { z } from 'zod'
import { type SettingName, settingNames } from '../../domain/settings.ts'
import type { ToolCall } from '../../domain/tool.ts'

export type SettingsOptions = {
  /** Those that were set, by name. */
  read(org: string): Promise<Map<SettingName, string>>
  /** Registers it with the call; nothing is as it was at first. */
  save(call: ToolCall<Record<string, unknown>>, org: string, name: SettingName, value: string | undefined): void
}

export const settingName = z.enum(settingNames).describe('which one')
