// The few pages a browser gets to see while an account is linked: plain, without a script, and nothing on them from anywhere else.
import { createHash } from 'node:crypto'
import { isProviderName, placeLabel, providerLabels } from '../../domain/provider.ts'
import type { RouteAnswer } from '../../ports/route.ts'
import type { Sight } from './create-sign-ins.ts'

const style = `:root{color-scheme:light dark}
body{font:1.05rem/1.5 system-ui,sans-serif;max-width:32rem;margin:12vh auto;padding:0 1.25rem;overflow-wrap:anywhere}
h1{font-size:1.35rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}
dt{opacity:.7}
dd{margin:0}
button{font:inherit;padding:.7rem 1.2rem;border:0;border-radius:.5rem;background:#1f5fbf;color:#fff;cursor:pointer}
button:focus-visible{outline:3px solid #f0a020;outline-offset:2px}
output{display:block;font:600 2.4rem/1.2 ui-monospace,monospace;letter-spacing:.15em;margin:1rem 0}`

const styleHash = createHash('sha256').update(style).digest('base64')

export async function pageFor(sight: Exclude<Sight, { kind: 'away' }>): Promise<RouteAnswer> {
  if (sight.kind === 'refused') return page(410, 'Nothing is linked', `<p>${escapeHtml(sight.text)}</p>`)
  const { row } = sight
  const asker = `${row.askerName} (${placeLabel(row.asker)}, ${row.asker})`
  const label = isProviderName(row.kind) ? providerLabels[row.kind] : row.kind
  if (sight.kind === 'button') {
    const body = `${facts({ 'Asked by': asker, 'Would be linked': `an account of yours at ${label}` })}
<p>Go on only if you asked for this yourself, in the chat, a moment ago. Nothing has happened yet.</p>
<form method="post"><button>Sign in with ${label}</button></form>`
    return page(200, `Link ${label}`, body, await sight.provider.origins())
  }
  const body = `${facts({ 'Asked by': asker, 'Will be linked': `${row.otherName} (${label})` })}
<p>If both are you, type this in the chat where you asked:</p>
<output>link ${sight.code.slice(0, 3)} ${sight.code.slice(3)}</output>
<p>It works once. <strong>Do not give it to anybody</strong>: whoever sent you here and asks for it wants your account. If you did not ask for this, close the page.</p>`
  return page(200, 'One step left', body)
}

function page(status: number, title: string, body: string, origins: string[] = []): RouteAnswer {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    // Browsers hold the redirect that follows a form to this as well.
    `form-action ${["'self'", ...origins].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      // With less, browsers would not say where a form was sent from.
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
    },
    body: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Bellhop</title><style>${style}</style></head>
<body><main><h1>${title}</h1>
${body}
</main></body></html>
`,
  }
}

function facts(all: Record<string, string>): string {
  const rows = Object.entries(all).map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`)
  return `<dl>${rows.join('')}</dl>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter)
}
