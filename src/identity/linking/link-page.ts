// The few pages a browser gets to see while an account is linked.
import { isProviderName, placeLabel, providerLabels } from '../../domain/provider.ts'
import type { RouteAnswer } from '../../ports/route.ts'
import { escapeHtml, factList, webPage } from '../web-page.ts'
import type { Sight } from './create-sign-ins.ts'

export async function pageFor(sight: Exclude<Sight, { kind: 'away' }>): Promise<RouteAnswer> {
  if (sight.kind === 'refused') return webPage(410, 'Nothing is linked', `<p>${escapeHtml(sight.text)}</p>`)
  const { row } = sight
  const asker = `${row.askerName} (${placeLabel(row.asker)}, ${row.asker})`
  const label = isProviderName(row.kind) ? providerLabels[row.kind] : row.kind
  if (sight.kind === 'button') {
    const body = `${factList({ 'Asked by': asker, 'Would be linked': `an account of yours at ${label}` })}
<p>Go on only if you asked for this yourself, in the chat, a moment ago. Nothing has happened yet.</p>
<form method="post"><button>Sign in with ${label}</button></form>`
    return webPage(200, `Link ${label}`, body, await sight.provider.origins())
  }
  const body = `${factList({ 'Asked by': asker, 'Will be linked': `${row.otherName} (${label})` })}
<p>If both are you, type this in the chat where you asked:</p>
<output>link ${sight.code.slice(0, 3)} ${sight.code.slice(3)}</output>
<p>It works once. <strong>Do not give it to anybody</strong>: whoever sent you here and asks for it wants your account. If you did not ask for this, close the page.</p>`
  return webPage(200, 'One step left', body)
}
