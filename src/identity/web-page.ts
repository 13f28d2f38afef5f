// What every page of ours is made of: plain, without a script, readable on a phone and at night, and nothing on it from anywhere else.
import { createHash } from 'node:crypto'
import type { RouteAnswer } from '../ports/route.ts'

const style = `:root{color-scheme:light dark;--line:#8884;--accent:light-dark(#1f5fbf,#8ab4f8);--on:light-dark(#fff,#10203a)}
*{box-sizing:border-box}
body{font:1.05rem/1.5 system-ui,sans-serif;max-width:36rem;margin:min(12vh,6rem) auto;padding:0 1.25rem;overflow-wrap:anywhere}
h1{font-size:1.35rem}
h2{font-size:1.1rem;margin:2rem 0 .5rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}
dt,.dim{opacity:.75}
dd{margin:0}
ul{list-style:none;margin:0;padding:0}
li{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:space-between;padding:.6rem 0;border-top:1px solid var(--line)}
ul.told li,ul.told .dim{display:block}
code{font-size:.95em}
a{color:var(--accent)}
form{margin:.75rem 0}
li form{margin:0}
button{font:inherit;padding:.7rem 1.2rem;border:1px solid var(--accent);border-radius:.5rem;background:var(--accent);color:var(--on);cursor:pointer}
button.quiet{background:transparent;color:var(--accent);padding:.35rem .8rem}
:focus-visible{outline:3px solid #f0a020;outline-offset:2px}
output{display:block;font:600 2.4rem/1.2 ui-monospace,monospace;letter-spacing:.15em;margin:1rem 0}`

const styleHash = createHash('sha256').update(style).digest('base64')

/** `body` is HTML; `origins` are where its forms may lead besides here. */
export function webPage(status: number, title: string, body: string, origins: string[] = []): RouteAnswer {
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
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
    },
    body: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Bellhop</title><style>${style}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body></html>
`,
  }
}

export function factList(all: Record<string, string>): string {
  const rows = Object.entries(all).map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`)
  return `<dl>${rows.join('')}</dl>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter)
}
