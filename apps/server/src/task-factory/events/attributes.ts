import { isDateTime } from '../../http/date-time.ts'

/** Most attributes of an event beyond those that CloudEvents names. */
const maxExtensions = 32
const maxTextLength = 1_000
const maxExtensionNameLength = 64

/** Characters that a CloudEvents text may not hold: controls, and code points that are no characters. */
const forbidden =
  /\p{Cc}|\p{Cs}|[\u{fdd0}-\u{fdef}\u{fffe}\u{ffff}\u{1fffe}\u{1ffff}\u{10fffe}\u{10ffff}]/u
const uriReference = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/
const absoluteUri = /^[A-Za-z][A-Za-z0-9+.-]*:/
const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(?:;.*)?$/
const extensionName = /^[a-z0-9]+$/
const maxInteger = 2 ** 31 - 1

/** Says what is wrong with a value in a sentence without a subject, or nothing. */
type Check = (value: unknown) => string | undefined

function text(maximum: number, further: (value: string) => string | undefined = () => undefined) {
  const check: Check = (value) => {
    if (typeof value !== 'string') return 'must be text'
    if (value === '') return 'must not be empty'
    if (value.length > maximum) return `must not be longer than ${maximum} characters`
    if (forbidden.test(value)) return 'must not hold control characters'
    return further(value)
  }
  return check
}

const isUriReference = (value: string) =>
  uriReference.test(value) ? undefined : 'must be a URI reference, its other characters as %XX'

/** The attributes that CloudEvents 1.0 names, and what may stand in them. */
const named: Readonly<Record<string, Check>> = {
  specversion: (value) => (value === '1.0' ? undefined : 'must be "1.0"'),
  id: text(maxTextLength),
  source: text(maxTextLength, isUriReference),
  type: text(255),
  subject: text(maxTextLength),
  time: text(64, (value) =>
    isDateTime(value) ? undefined : 'must be an RFC 3339 time with a zone',
  ),
  datacontenttype: text(255, (value) =>
    mediaType.test(value) ? undefined : 'must be a media type',
  ),
  dataschema: text(2_000, (value) =>
    absoluteUri.test(value) ? isUriReference(value) : 'must be an absolute URI',
  ),
}

export const requiredAttributes = ['specversion', 'id', 'source', 'type'] as const

const extensionText = text(maxTextLength)

function extensionFault(name: string, value: unknown): string | undefined {
  if (!extensionName.test(name)) {
    return 'is no name of an attribute: those are of a-z and 0-9'
  }
  if (name.length > maxExtensionNameLength) {
    return `has a name longer than ${maxExtensionNameLength} characters`
  }
  if (typeof value === 'boolean' || value === '') return undefined
  if (typeof value === 'string') return extensionText(value)
  if (typeof value !== 'number') {
    return 'must be text, an integer, or true or false; the data is the place for more'
  }
  return Number.isInteger(value) && Math.abs(value) <= maxInteger
    ? undefined
    : 'must be an integer of 32 bits; send others as text'
}

/** What is wrong with the attributes of an event, each with the attribute's name. */
export function attributeFaults(
  attributes: Readonly<Record<string, unknown>>,
): readonly { readonly name: string; readonly detail: string }[] {
  const faults: { name: string; detail: string }[] = requiredAttributes
    .filter((name) => attributes[name] === undefined)
    .map((name) => ({ name, detail: 'is missing' }))
  let extensions = 0
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue
    const check = Object.hasOwn(named, name) ? named[name] : undefined
    if (!check && ++extensions > maxExtensions) {
      faults.push({ name, detail: `is one more than ${maxExtensions} extension attributes` })
      break
    }
    const detail = check ? check(value) : extensionFault(name, value)
    if (detail !== undefined) faults.push({ name, detail })
  }
  return faults
}
