// The pages of the sign-in, and of whoever is signed in: who they are to us, their accounts, their sessions, and the API.
import { type ProviderName, placeLabel, providerLabels } from '../../domain/provider.ts'
import type { RouteAnswer } from '../../ports/route.ts'
import type { SessionRow } from '../../store/identity/session-rows.ts'
import { escapeHtml, factList, webPage } from '../web-page.ts'
import type { Visitor } from './create-sessions.ts'
import { formTokenField } from './web-door.ts'

export type ApiSummary = {
  documentPath: string
  endpoints: readonly { method: string; path: string; summary: string }[]
}

export function signInPage(
  shown: { providers: ProviderName[]; origins: string[]; to: string; why: string | undefined },
  status = 200,
): RouteAnswer {
  const buttons = shown.providers.map(
    (name) => `<form method="post" action="/sign-in"><input type="hidden" name="to" value="${escapeHtml(shown.to)}">
<button name="provider" value="${name}">Sign in with ${providerLabels[name]}</button></form>`,
  )
  const body = `${shown.why ? `<p role="status">${escapeHtml(shown.why)}</p>` : ''}
<p>Sign in with an account that you have linked in a chat with me.</p>
${buttons.join('\n')}
<p class="dim">None linked yet? Type <code>link ${shown.providers[0] ?? 'google'}</code> where I know you, in Slack or Telegram, and come back.</p>`
  return webPage(status, 'Sign in', body, shown.origins)
}

export function refusedPage(status: number, text: string): RouteAnswer {
  return webPage(status, 'Not signed in', `<p>${escapeHtml(text)}</p><p><a href="/sign-in">Sign in</a></p>`)
}

export function signedOutPage(text: string): RouteAnswer {
  return webPage(200, 'Signed out', `<p>${escapeHtml(text)}</p><p><a href="/sign-in">Sign in again</a></p>`)
}

export type Me = {
  visitor: Visitor
  org: string
  accounts: { key: string; name: string }[]
  sessions: SessionRow[]
  api: ApiSummary
  why: string | undefined
}

export function mePage({ visitor, org, accounts, sessions, api, why }: Me): RouteAnswer {
  const { caller, formToken = '' } = visitor
  const roles = [caller.role, ...(caller.grants ?? []).map((grant) => grant.role)].join(', ')
  const button = (which: string, label: string, look = '') =>
    `<form method="post" action="/me/sign-out"><input type="hidden" name="${formTokenField}" value="${formToken}"><button name="session" value="${which}"${look}>${label}</button></form>`
  const body = `${why ? `<p role="status">${escapeHtml(why)}</p>` : ''}
${factList({ Name: caller.name, Organisation: org, Role: roles })}
<h2>Accounts</h2>
<ul class="told">${accounts.map(({ key, name }) => `<li><span>${escapeHtml(`${placeLabel(key)}: ${name}`)}</span><span class="dim">${escapeHtml(key)}</span></li>`).join('')}</ul>
<p class="dim">In a chat <code>link</code> adds one and <code>unlink</code> takes one away.</p>
<h2>Sessions</h2>
<ul>${sessions.map((one) => `<li><span>${sessionText(one, visitor.session)}</span>${button(one.id, 'Sign out', ' class="quiet"')}</li>`).join('')}</ul>
${button('all', 'Sign out everywhere')}
<h2>API</h2>
<p>What you do in chat, programs do with a key that an admin makes there: <code>admin keys create</code>. They send it as <code>Authorization: Bearer bhk_…</code>. Everything about it stands in <a href="${api.documentPath}">${api.documentPath}</a>.</p>
<ul class="told">${api.endpoints.map(({ method, path, summary }) => `<li><code>${method} ${escapeHtml(path)}</code><span class="dim">${escapeHtml(summary)}</span></li>`).join('')}</ul>`
  return webPage(200, 'You, here', body)
}

function sessionText({ id, device, account, renewedAt }: SessionRow, current: string): string {
  const used = `${new Date(renewedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const where = escapeHtml(`${device}, by ${placeLabel(account)}`)
  return id === current ? `${where} <strong>(this one)</strong>` : `${where}, used ${used}`
}
