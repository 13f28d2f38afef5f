// How the page looks: one column that a phone can show, light or dark as its reader likes it. There is no script to go with it.
import { createHash } from 'node:crypto'

export const style = `:root{color-scheme:light dark;--line:light-dark(#d6d9de,#3a3f47);--soft:light-dark(#f5f6f8,#1d2025);--dim:light-dark(#5b6470,#a2abb7);--link:light-dark(#1f5fbf,#8ab4f8)}
*{box-sizing:border-box}
body{margin:0;font:1rem/1.5 system-ui,sans-serif;background:light-dark(#fff,#14161a);color:light-dark(#1b1e23,#e8eaed);overflow-wrap:anywhere}
main{max-width:60rem;margin:0 auto;padding:1.25rem 1rem 4rem}
h1{font-size:1.4rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.05rem;margin:2rem 0 .5rem}
p{margin:.5rem 0}
.dim{color:var(--dim);font-size:.9rem}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid #f0a020;outline-offset:2px}
img{display:block;max-width:100%;height:auto;border:1px solid var(--line);border-radius:.5rem;background:#fff}
figure{margin:0 0 1rem}
.scroll{overflow:auto;max-height:40rem;border:1px solid var(--line);border-radius:.5rem}
table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
th,td{padding:.4rem .75rem;text-align:start;border-bottom:1px solid var(--line);white-space:nowrap;max-width:28rem;overflow:hidden;text-overflow:ellipsis}
td.number,th.number{text-align:end}
th{background:var(--soft);position:sticky;top:0}
th a{color:inherit;text-decoration:none;display:block}
th a:hover{text-decoration:underline}
tr:last-child td{border-bottom:0}
pre{margin:0;padding:.75rem 1rem;background:var(--soft);border:1px solid var(--line);border-radius:.5rem;overflow:auto;max-height:40rem;font:.88rem/1.5 ui-monospace,monospace;tab-size:4;white-space:pre;overflow-wrap:normal}
ul{padding:0;list-style:none}
li{display:flex;gap:.25rem 1rem;flex-wrap:wrap;justify-content:space-between;padding:.5rem 0;border-bottom:1px solid var(--line)}
.save{display:inline-block;margin:.5rem 1rem .5rem 0}
@media print{main{max-width:none}pre,.scroll{max-height:none}.save{display:none}}`

const hash = createHash('sha256').update(style).digest('base64')

/** Nothing runs, nothing comes from elsewhere, nothing is sent anywhere. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${hash}'`,
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
