import { Type, type Static } from 'typebox'
import { Cel, oneKind } from './activity-definition.ts'
import { SecretName } from './secrets.ts'
import { closedShape, dictionary, Json, JsonObject, oneOf, shape } from './shapes.ts'

/**
 * What a probe looks at, what it found, and how two findings are compared. A probe's kind is the name of the one
 * member that stands: `{ "http_json": { … } }`. docs/probes.md has an example of each.
 */

const Url = Type.String({ pattern: '^https?://\\S+$', maxLength: 2_000 })
const timeout = Type.Optional(
  Type.Number({ exclusiveMinimum: 0, maximum: 50, description: 'Default: 20.' }),
)
const HeaderName = { minLength: 1, maxLength: 128, pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$" }
const RegExpText = Type.String({
  minLength: 1,
  maxLength: 1_000,
  description: 'A regular expression of RE2: no lookaround, no back references.',
})
const FieldName = { minLength: 1, maxLength: 64, pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }

/** How a page is asked for. */
const page = {
  url: Url,
  headers: Type.Optional(
    Type.Unsafe<Record<string, string>>({
      ...dictionary(Type.String({ maxLength: 4_000 }), { maxProperties: 64 }),
      propertyNames: HeaderName,
    }),
  ),
  secret_headers: Type.Optional(
    Type.Unsafe<Record<string, string>>({
      ...dictionary(SecretName, {
        maxProperties: 16,
        description: 'Headers whose values are secrets, by the names of those.',
      }),
      propertyNames: HeaderName,
    }),
  ),
  bearer_secret: Type.Optional(SecretName),
  timeout_seconds: timeout,
}

const charset = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 40,
    description:
      'Reads the page as this, whatever it says of itself; what does not fit becomes U+FFFD. Absent: byte order mark, header, the page itself, in this order.',
  }),
)

const optional = Type.Optional(
  Type.Boolean({
    description: 'True: null where nothing is found. False (default): the probe fails.',
  }),
)

/** Who is asked to search, and to judge. */
export const searchProviders = [
  'gemini',
  'openai',
  'perplexity',
  'anthropic',
  'openai_compatible',
] as const
export type SearchProvider = (typeof searchProviders)[number]

const provider = Type.Optional(
  oneOf(searchProviders, {
    description:
      'Absent: what search.provider of the configuration says, else the first that is configured.',
  }),
)

/** One value out of a page. */
export const HtmlField = closedShape('HtmlField', {
  selector: Type.String({ minLength: 1, maxLength: 1_000, description: 'A CSS selector.' }),
  attribute: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'The value of this attribute. Absent: the text.',
    }),
  ),
  as: Type.Optional(oneOf(['text', 'number'], { description: 'Default: text.' })),
  locale: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$',
      maxLength: 35,
      description:
        'Says whether 1.299 is a little more than one or than a thousand. Absent: the language of the page; where it has none, a thousand.',
    }),
  ),
  all: Type.Optional(
    Type.Boolean({ description: 'True: a list of all that match. False (default): the first.' }),
  ),
  optional,
})
export type HtmlField = Static<typeof HtmlField>

const probes = {
  http_json: closedShape('HttpJsonProbe', {
    ...page,
    method: Type.Optional(oneOf(['GET', 'POST'], { description: 'Default: POST with a body.' })),
    body: Type.Optional(Json),
    charset,
    path: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1_000, description: 'A JSONPath (RFC 9535).' }),
    ),
    fields: Type.Optional(
      Type.Unsafe<Record<string, string>>({
        ...dictionary(Type.String({ minLength: 1, maxLength: 1_000 }), {
          maxProperties: 100,
          description: 'A JSONPath for each member of the state.',
        }),
        minProperties: 1,
        propertyNames: FieldName,
      }),
    ),
    value: Type.Optional(Cel),
    optional,
  }),
  html: closedShape('HtmlProbe', {
    ...page,
    charset,
    fields: Type.Unsafe<Record<string, HtmlField>>({
      ...dictionary(HtmlField, { maxProperties: 100 }),
      minProperties: 1,
      propertyNames: FieldName,
    }),
  }),
  text: closedShape('TextProbe', { ...page, charset, pattern: Type.Optional(RegExpText) }),
  feed: closedShape('FeedProbe', { ...page, charset }),
  tcp: closedShape('TcpProbe', {
    host: Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9.:_-]+$' }),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    tls: Type.Optional(Type.Boolean()),
    send: Type.Optional(Type.String({ maxLength: 4_096 })),
    expect: Type.Optional(RegExpText),
    timeout_seconds: timeout,
  }),
  sql: closedShape('SqlProbe', {
    connection_secret: SecretName,
    query: Type.String({ minLength: 1, maxLength: 16_000 }),
    params: Type.Optional(Type.Array(Json, { maxItems: 100 })),
    max_rows: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    timeout_seconds: timeout,
  }),
  heartbeat: closedShape('HeartbeatProbe', {
    grace_seconds: Type.Number({ exclusiveMinimum: 0, maximum: 31_536_000 }),
  }),
  search: closedShape('SearchProbe', {
    question: Type.String({ minLength: 1, maxLength: 2_000 }),
    provider,
    sources: Type.Optional(
      Type.Array(Url, {
        minItems: 1,
        maxItems: 5,
        description: 'Pages to answer from, which the gateway reads; instead of a search.',
      }),
    ),
    sources_required: Type.Optional(
      Type.Boolean({
        description: 'False: an answer that names no source is taken. Default: true.',
      }),
    ),
  }),
}

/** What a monitor looks at, and how. */
export const ProbeSpec = oneKind('ProbeSpec', probes)
export type ProbeSpec = Static<typeof ProbeSpec>
export type ProbeKind = keyof typeof probes
export const probeKinds = Object.keys(probes) as ProbeKind[]
/** What a probe of one kind is told. */
export type ProbeOf<K extends ProbeKind> = Static<(typeof probes)[K]>

export const ProbeSource = shape('ProbeSource', {
  url: Type.String(),
  title: Type.Optional(Type.String()),
})

/** What shows that a probe found what it says: kept with each observation. */
export const ProbeEvidence = shape('ProbeEvidence', {
  kind: oneOf(probeKinds),
  hash: Type.String({ description: 'SHA-256 of the state, its members sorted by name.' }),
  took_ms: Type.Integer(),
  excerpt: Type.Optional(Type.String({ description: 'The beginning of what was read.' })),
  url: Type.Optional(Type.String()),
  status: Type.Optional(Type.Integer()),
  bytes: Type.Optional(Type.Integer()),
  charset: Type.Optional(Type.String()),
  charset_from: Type.Optional(
    oneOf(['probe', 'bom', 'header', 'document', 'default', 'guess'], {
      description: 'Who said so.',
    }),
  ),
  address: Type.Optional(Type.String()),
  last_at: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  silent_seconds: Type.Optional(Type.Integer()),
  new_entries: Type.Optional(Type.Array(JsonObject)),
  provider: Type.Optional(Type.String()),
  model: Type.Optional(Type.String()),
  sources: Type.Optional(Type.Array(ProbeSource)),
  tokens: Type.Optional(Type.Integer()),
})
export type ProbeEvidence = Static<typeof ProbeEvidence>

/** What a probe that judges says: search, heartbeat, feed and others that ask a question of their own. */
export const ProbeVerdict = shape('ProbeVerdict', {
  holds: Type.Boolean(),
  explanation: Type.String(),
})
export type ProbeVerdict = Static<typeof ProbeVerdict>

const StatePointer = Type.String({
  pattern: '^(/([^~/]|~[01])*)*$',
  maxLength: 1_000,
  description: 'A JSON pointer into the state; `*` stands for every member or element.',
})

/** When two states that are not the same count as unchanged. */
export const CompareRules = closedShape('CompareRules', {
  ignore: Type.Optional(Type.Array(StatePointer, { maxItems: 100 })),
  tolerances: Type.Optional(
    Type.Array(
      closedShape('Tolerance', {
        pointer: Type.Optional(StatePointer),
        absolute: Type.Optional(Type.Number({ minimum: 0 })),
        percent: Type.Optional(
          Type.Number({ minimum: 0, description: 'Of the larger of the two numbers.' }),
        ),
      }),
      { maxItems: 100 },
    ),
  ),
  unordered: Type.Optional(
    Type.Array(StatePointer, { maxItems: 100, description: 'Lists whose order says nothing.' }),
  ),
  text: Type.Optional(
    oneOf(['exact', 'normalised'], {
      description:
        'normalised: blanks, case and ways to write a character do not count. Default: exact.',
    }),
  ),
  judge: Type.Optional(
    closedShape('CompareJudge', {
      question: Type.String({
        minLength: 1,
        maxLength: 2_000,
        description: 'What counts as a change; a search provider is asked it of what differs.',
      }),
      provider,
    }),
  ),
})
export type CompareRules = Static<typeof CompareRules>

/** What became of a state since the last. */
export const Comparison = shape('Comparison', {
  changed: Type.Boolean(),
  by: oneOf(['hash', 'rules', 'judge'], { description: 'What said so.' }),
  differences: Type.Array(
    shape('StateDifference', {
      pointer: Type.String(),
      before: Type.Optional(Json),
      after: Type.Optional(Json),
    }),
    { description: 'The first 100 that count; where the judge said no, what it was asked about.' },
  ),
  explanation: Type.Optional(Type.String({ description: "The judge's." })),
})
export type Comparison = Static<typeof Comparison>
