// What the page asks of Bellhop.

async function ask(path, options) {
  const response = await fetch(`/playground/${path}`, { headers: { accept: 'application/json' }, ...options })
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return answer
  const { message = 'Bellhop does not answer.', nextStep } = answer.error ?? {}
  throw Object.assign(new Error([message, nextStep].filter(Boolean).join(' ')), { status: response.status })
}

export function seeWorld(as, since, signal) {
  return ask(`world?${new URLSearchParams({ as, since })}`, { signal })
}

export function seeWire(platform) {
  return ask(`wire?${new URLSearchParams({ platform })}`)
}

export function act(as, what) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  return ask('act', { method: 'POST', headers, body: JSON.stringify({ as, what }) })
}

export function fileUrl(platform, as, id) {
  return `/playground/file?${new URLSearchParams({ platform, as, id })}`
}
