// Permissions by name, such as `jira:write`: every tool has one, and roles hold them, or patterns that cover several.
type Named = { name: string; right?: string }

/** What a command's own tool is called, before its words. */
export const commandTool = 'command:'

/** The words that call the command behind this tool: `admin users role`; undefined for what stands apart from commands. */
export function wordsOf(tool: Named): string | undefined {
  return tool.name.startsWith(commandTool) ? tool.name.slice(commandTool.length).replaceAll('.', ' ') : undefined
}

/** As declared, else of the first two words of its command, else that of running it. */
export function permissionOf(tool: Named): string {
  if (tool.right) return tool.right
  const [area = tool.name, act = 'run'] = wordsOf(tool)?.split(' ') ?? []
  return `${area}:${act}`
}

/** `*`, `jira:*` or `jira:write`. */
export function isPattern(text: string): boolean {
  return text === '*' || /^[a-z][a-z0-9_-]*:(\*|[a-z][a-z0-9_-]*)$/.test(text)
}

/** A name without an act, such as `admin`, is that of a way to others: whoever has anything of that area has it. */
export function covers(pattern: string, permission: string): boolean {
  if (pattern === '*' || pattern === permission) return true
  const [area, act] = permission.split(':')
  const [ofArea, ofAct] = pattern.split(':')
  return area === ofArea && (act === undefined || ofAct === '*')
}
