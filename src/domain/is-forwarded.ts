// Whether a proxy passed a request on: then it comes from elsewhere than this machine and its own network.

export function isForwarded(headers: Readonly<Record<string, string | undefined>>): boolean {
  return Object.keys(headers).some((name) => name === 'forwarded' || name === 'via' || name.startsWith('x-forwarded-'))
}
