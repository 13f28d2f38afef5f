// A browser on paper: it keeps cookies for each site, says where a form comes from, and follows what it is told to, one step at a time.
export type Page = { status: number; url: string; text: string; headers: Headers }

export type PaperBrowser = {
  open(url: string): Promise<Page>
  /** Presses the button of the form that holds this, or of the only one. */
  submit(page: Page, holding?: string): Promise<Page>
  /** What it keeps for a site now. */
  cookies(origin: string): ReadonlyMap<string, string>
  forgets(origin: string, cookie: string): void
}

/** With whatever somebody copied into it. */
export function createPaperBrowser(origin = '', copied: ReadonlyMap<string, string> = new Map()): PaperBrowser {
  const jars = new Map([[origin, new Map(copied)]])

  async function go(url: string, method: string, more: { body?: URLSearchParams; from?: string } = {}): Promise<Page> {
    const { origin } = new URL(url)
    const jar = jars.get(origin) ?? new Map<string, string>()
    jars.set(origin, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, ...(more.from ? { origin: new URL(more.from).origin } : {}) }
    const answer = await fetch(url, { method, headers, redirect: 'manual', ...(more.body ? { body: more.body } : {}) })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/; Max-Age=0/.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    const location = answer.headers.get('location')
    if (location && answer.status >= 300) return go(new URL(location, url).href, 'GET')
    return { status: answer.status, url, text: await answer.text(), headers: answer.headers }
  }

  return {
    open: (url) => go(url, 'GET'),
    cookies: (site) => new Map(jars.get(site)),
    forgets: (site, cookie) => void jars.get(site)?.delete(cookie),
    async submit(page, holding = '') {
      const forms = page.text.match(/<form[\s\S]*?<\/form>/g) ?? []
      const form = forms.find((one) => one.includes(holding))
      if (!form) throw new Error(`no form holds ${holding} on ${page.text.slice(0, 500)}`)
      const action = unescapeHtml(/action="([^"]*)"/.exec(form)?.[1] ?? page.url)
      const fields = [...form.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']): [string, string] => [name, unescapeHtml(value)],
      )
      return go(new URL(action, page.url).href, 'POST', { body: new URLSearchParams(fields), from: page.url })
    },
  }
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
