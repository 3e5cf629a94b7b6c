import { TextDecoder } from 'node:util'
import { ReadingError } from './failing.ts'
import type { RawPage } from './messages.ts'

/** What a page is read as: each has its own place to say a charset, and its own default. */
export type PageForm = 'json' | 'html' | 'xml' | 'text'

/** A page as text, and who said which charset it is in. */
export interface PageText {
  readonly text: string
  readonly charset: string
  readonly charset_from: 'probe' | 'bom' | 'header' | 'document' | 'default' | 'guess'
}

/** How far into a page its own word on its charset is looked for, as browsers do. */
const prescannedBytes = 1_024
const neverText =
  /^(image\/(?!svg)|audio\/|video\/|font\/|application\/(pdf|zip|gzip|x-tar|wasm)\b)/i
const fromWords = { bom: 'byte order mark', header: 'header', document: 'own declaration' } as const

/**
 * Makes text of bytes by the first that says a charset: the probe, the byte order mark, the header, the page. What
 * does not fit what is said is refused, rather than compared with its characters mangled.
 *
 * @throws ReadingError `probe-binary`, `probe-charset-wrong`
 */
export function decodePage(page: RawPage, form: PageForm): PageText {
  if (neverText.test(page.contentType)) {
    throw new ReadingError('probe-binary', `It is ${page.contentType}, which is not text`)
  }
  const decoded = decode(page, form)
  if (decoded.text.includes('\0')) {
    const at = decoded.text.indexOf('\0')
    throw new ReadingError(
      'probe-binary',
      `It has the character 0 at position ${at}: it is not text, or not in ${decoded.charset}`,
      { charset: decoded.charset, charset_from: decoded.charset_from },
    )
  }
  return decoded
}

function decode({ body, contentType, charset }: RawPage, form: PageForm): PageText {
  if (charset !== undefined) return decodedAs(body, charset, 'probe')
  const said = bomOf(body) ?? headerOf(contentType) ?? documentOf(body, form)
  if (said) return decodedAs(body, said.label, said.from)
  if (form === 'json' || form === 'xml') return decodedAs(body, 'utf-8', 'default')
  try {
    return decodedAs(body, 'utf-8', 'guess')
  } catch {
    return decodedAs(body, 'windows-1252', 'guess')
  }
}

function decodedAs(body: Uint8Array, label: string, from: PageText['charset_from']): PageText {
  const decoder = decoderOf(label, from)
  try {
    return { text: decoder.decode(body), charset: decoder.encoding, charset_from: from }
  } catch {
    const who =
      from in fromWords
        ? `by its ${fromWords[from as keyof typeof fromWords]}`
        : 'as nothing says otherwise'
    throw new ReadingError(
      'probe-charset-wrong',
      `It should be ${decoder.encoding}, ${who}, and is not`,
      {
        charset: decoder.encoding,
        charset_from: from,
      },
    )
  }
}

function decoderOf(label: string, from: PageText['charset_from']): TextDecoder {
  try {
    // What the probe says is taken even where it does not fit: its writer has seen the page.
    return new TextDecoder(label, { fatal: from !== 'probe' })
  } catch {
    throw new ReadingError('probe-charset-wrong', `«${label}» is no charset that is read here`, {
      charset: label,
      charset_from: from,
    })
  }
}

interface Said {
  readonly label: string
  readonly from: keyof typeof fromWords
}

function bomOf(body: Uint8Array): Said | undefined {
  const [first, second, third] = body
  if (first === 0xef && second === 0xbb && third === 0xbf) return { label: 'utf-8', from: 'bom' }
  if (first === 0xfe && second === 0xff) return { label: 'utf-16be', from: 'bom' }
  if (first === 0xff && second === 0xfe) return { label: 'utf-16le', from: 'bom' }
  return undefined
}

function headerOf(contentType: string): Said | undefined {
  const label = /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType)?.[1]
  return label === undefined ? undefined : { label, from: 'header' }
}

function documentOf(body: Uint8Array, form: PageForm): Said | undefined {
  const head = Buffer.from(body.subarray(0, prescannedBytes)).toString('latin1')
  const label = form === 'html' ? metaCharset(head) : form === 'xml' ? xmlCharset(head) : undefined
  if (label === undefined) return undefined
  // Read as ASCII, it is no UTF-16, whatever it says: https://html.spec.whatwg.org/#determining-the-character-encoding
  return { label: /^utf-16/i.test(label) ? 'utf-8' : label, from: 'document' }
}

function metaCharset(head: string): string | undefined {
  for (const [tag] of head.matchAll(/<meta\s[^>]{0,500}/gi)) {
    const label = /charset\s*=\s*["']?\s*([^\s"'/>;]+)/i.exec(tag)?.[1]
    if (label !== undefined) return label
  }
  return undefined
}

function xmlCharset(head: string): string | undefined {
  return /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([^"']+)/i.exec(head)?.[1]
}
