// Builds and updates the page. Texts become text nodes, never markup, so nothing that somebody wrote can be more than words.

/** Props are attributes; `onX` listens; a false or undefined one is left out. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false || value === null) continue
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value)
    else node.setAttribute(name, value === true ? '' : String(value))
  }
  node.append(...present(children))
  return node
}

export function svg(tag, props = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(props)) if (value !== undefined) node.setAttribute(name, String(value))
  node.append(...present(children))
  return node
}

export function present(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== undefined && child !== null && child !== false && child !== '')
}

/** A link, where the address is one of the web; otherwise its words alone. */
export function link(url, ...children) {
  if (!/^(https?|mailto):/i.test(url ?? '')) return h('span', {}, ...children)
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, ...children)
}

/** Puts these children in, in this order, and leaves alone what stands there already: focus and selection survive. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes)
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove()
  nodes.forEach((node, i) => {
    if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] ?? null)
  })
}

/** Makes each node once, and again only when what it shows has changed. */
export function createKeeper() {
  const kept = new Map()
  return (key, value, make) => {
    const shown = JSON.stringify(value)
    const known = kept.get(key)
    if (known?.shown === shown) return known.node
    const node = make(value)
    kept.set(key, { shown, node })
    return node
  }
}

/** Whoever reads at the end is kept at the end, also when a picture arrives after its message or the window changes. */
export function createFollower(box) {
  let isFollowing = true
  let isAtEnd = true
  let top = 0
  const follow = () => {
    if (isFollowing && isAtEnd) box.scrollTop = box.scrollHeight
  }
  box.addEventListener('scroll', () => {
    const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < 60
    // Only scrolling up leaves the end: what grows below does not.
    if (isNear || box.scrollTop < top) isAtEnd = isNear
    top = box.scrollTop
  })
  box.addEventListener('load', follow, true)
  new ResizeObserver(follow).observe(box)
  return {
    /** What is read from its beginning is not followed. */
    change(make, follows = true) {
      isFollowing = follows
      make()
      follow()
    },
    goToEnd() {
      isAtEnd = true
      follow()
    },
  }
}

export function timeOf(ms) {
  return new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}

export function sizeOf(bytes) {
  return bytes < 1024
    ? `${bytes} B`
    : bytes < 1048576
      ? `${(bytes / 1024).toFixed(1)} KB`
      : `${(bytes / 1048576).toFixed(1)} MB`
}
