// Two thumbs below what Bellhop said; pressed again, one is taken off.
import { h } from './dom.js'

/** `mine` are those that this person has put there. */
export function thumbsOf(mine, react) {
  return [
    ['up', 'Good answer'],
    ['down', 'Bad answer'],
  ].map(([thumb, label]) =>
    h(
      'button',
      {
        type: 'button',
        class: `quiet thumb ${thumb}`,
        'aria-label': label,
        title: label,
        'aria-pressed': String(mine.includes(thumb)),
        onclick: () => react({ thumb, isOff: mine.includes(thumb) }),
      },
      thumb === 'up' ? '+1' : '−1',
    ),
  )
}
