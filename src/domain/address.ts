// Whether the address of a server can be taken apart, before anybody tries to in the middle of something else.

export function isReadable(address: string): boolean {
  return URL.canParse(address)
}

/** Its login and password can be read as well. The driver of PostgreSQL takes a percent sign that stands for itself; others do not. */
export function isServerAddress(address: string): boolean {
  if (!isReadable(address)) return false
  const { username, password, hostname } = new URL(address)
  return hostname !== '' && [username, password].every(isDecodable)
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
