import { isTag, isText, type ChildNode, type ParentNode } from 'domhandler'

/** Never shown as text. */
const unseen = new Set([
  'head',
  'script',
  'style',
  'template',
  'noscript',
  'svg',
  'iframe',
  'textarea',
])
/** Within a line: what they hold is joined to what stands beside them. */
const inline = new Set(
  'a abbr b bdi bdo cite code data dfn em font i ins del kbd mark q s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
)

/**
 * The text of a part of a page as a reader sees it: without scripts and styles, blanks in a row as one. It goes down
 * without a stack of calls, which a page may be too deep for.
 */
export function textOf(root: ParentNode | ChildNode): string {
  const parts: string[] = []
  const open: (ChildNode | ParentNode | string)[] = [root]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node === 'string') parts.push(node)
    else if (isText(node)) parts.push(node.data)
    else if ('children' in node) {
      if (isTag(node) && node !== root && unseen.has(node.name)) continue
      const isBlock = !isTag(node) || !inline.has(node.name)
      if (isBlock) parts.push(' ')
      if (isBlock) open.push(' ')
      for (let at = node.children.length - 1; at >= 0; at--) {
        const child = node.children[at]
        if (child) open.push(child)
      }
    }
  }
  return parts.join('').replaceAll(/\s+/g, ' ').trim()
}
