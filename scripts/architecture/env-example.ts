// The variables that .env.example names, against those the config schema reads.
export function envExampleViolations(example: string, schemaKeys: string[]): string[] {
  const listed = variablesIn(example)
  return [
    ...schemaKeys.filter((name) => !listed.includes(name)).map((name) => `.env.example does not name ${name}`),
    ...listed
      .filter((name) => !schemaKeys.includes(name))
      .map((name) => `.env.example names ${name}, which nothing reads`),
    ...listed
      .filter((name, i) => listed.indexOf(name) !== i)
      .map((name) => `.env.example names ${name} more than once`),
  ]
}

/** `NAME=value` counts, and so does `# NAME=value`: most variables are optional and shown commented out. */
function variablesIn(example: string): string[] {
  return [...example.matchAll(/^(?:#\s?)?([A-Z][A-Z0-9_]*)=/gm)].flatMap((found) => found[1] ?? [])
}
