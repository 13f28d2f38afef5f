// Pieces of a page. Whatever somebody else wrote goes through `text`, and stands in a <bdi> so that its direction stays its own.
export type Html = { html: string }

/** A template whose values are escaped unless they are pieces of a page themselves. */
export function html(strings: TemplateStringsArray, ...values: (Html | Html[] | string | number)[]): Html {
  return { html: strings.reduce((made, piece, i) => made + shown(values[i - 1]) + piece) }
}

export function bdi(text: string): Html {
  return html`<bdi>${text}</bdi>`
}

export const nothing: Html = { html: '' }

function shown(value: Html | Html[] | string | number | undefined): string {
  if (Array.isArray(value)) return value.map(({ html: piece }) => piece).join('')
  return typeof value === 'object' ? value.html : escaped(String(value ?? ''))
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return text.toWellFormed().replace(/[&<>"'\0]/g, (sign) => entities[sign] ?? '\u2400')
}
