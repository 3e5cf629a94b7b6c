import { isTag, type Element } from 'domhandler'
import { parseDocument } from 'htmlparser2'
import { probeLimits as limits } from '../limits.ts'
import { ReadingError } from './failing.ts'
import { parseHtml } from './html.ts'
import { textOf } from './page-text.ts'

/** What a feed says of one of its entries. */
export interface FeedEntry {
  readonly id: string
  readonly title: string
  readonly url: string | null
  /** As JSON writes times; null where the feed does not say it, or says what is none. */
  readonly published_at: string | null
}

export interface Feed {
  readonly title: string
  readonly entries: readonly FeedEntry[]
}

const entryChars = 1_000

/**
 * Reads RSS 0.9x, 1.0 and 2.0 and Atom. Entities that a document declares itself are not expanded: there is nothing
 * that could grow.
 *
 * @throws ReadingError `probe-feed-invalid`
 */
export function readFeed(text: string): Feed {
  const document = parseDocument(text, { xmlMode: true, decodeEntities: true })
  const root = document.children.find(isTag)
  const name = localName(root)
  if (!root || !['rss', 'rdf', 'feed'].includes(name)) {
    throw new ReadingError(
      'probe-feed-invalid',
      root ? `It begins with <${root.name.slice(0, 80)}>` : 'It has no element',
    )
  }
  const channel = name === 'feed' ? root : childOf(root, 'channel')
  if (!channel) throw new ReadingError('probe-feed-invalid', 'It has no channel')
  const entries = [
    ...childrenOf(channel, name === 'feed' ? 'entry' : 'item'),
    // RSS 1.0 has them beside the channel.
    ...(name === 'rdf' ? childrenOf(root, 'item') : []),
  ]
  return {
    title: textIn(childOf(channel, 'title')),
    entries: entries.slice(0, limits.feedEntries).map(entryOf),
  }
}

/**
 * Without an id of its own, an entry is known by its address, and without that by what it says. RSS lets an entry
 * have a description and no title.
 */
function entryOf(entry: Element): FeedEntry {
  const description = childOf(entry, 'description') ?? childOf(entry, 'summary')
  const title = textIn(childOf(entry, 'title')) || textIn(description)
  const url = addressOf(entry)
  const own = plainIn(childOf(entry, 'id') ?? childOf(entry, 'guid')) || entry.attribs['rdf:about']
  return {
    id: (own || url || title).slice(0, entryChars),
    title,
    url,
    published_at: timeOf(entry),
  }
}

function addressOf(entry: Element): string | null {
  const links = childrenOf(entry, 'link')
  const best =
    links.find(({ attribs: { rel } }) => rel === undefined || rel === 'alternate') ?? links[0]
  const address = best?.attribs['href'] ?? plainIn(best)
  return address === '' ? null : address.slice(0, entryChars)
}

const timeNames = ['published', 'pubdate', 'date', 'updated']

function timeOf(entry: Element): string | null {
  for (const name of timeNames) {
    const at = Date.parse(plainIn(childOf(entry, name)))
    if (!Number.isNaN(at)) return new Date(at).toISOString()
  }
  return null
}

/** Those of the parent's own vocabulary, and where it has none, whatever ends like them: `dc:date`. */
function childrenOf(parent: Element, name: string): Element[] {
  const alike = parent.children.filter(
    (child): child is Element => isTag(child) && localName(child) === name,
  )
  const own = alike.filter((child) => prefixOf(child) === prefixOf(parent))
  return own.length > 0 ? own : alike
}

function childOf(parent: Element, name: string): Element | undefined {
  return childrenOf(parent, name)[0]
}

/** Without its prefix, in lower case: feeds write names as they like. */
function localName(element: Element | undefined): string {
  return (element?.name ?? '').replace(/^.*:/, '').toLowerCase()
}

function prefixOf({ name }: Element): string {
  return name.includes(':') ? name.replace(/:.*$/, '') : ''
}

function plainIn(element: Element | undefined): string {
  return element ? textOf(element).slice(0, entryChars) : ''
}

/** Titles may hold HTML, written as text. */
function textIn(element: Element | undefined): string {
  const plain = plainIn(element)
  return /[<&]/.test(plain) ? textOf(parseHtml(plain)) : plain
}
