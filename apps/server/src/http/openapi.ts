import { problemsOf, type Endpoint } from '@temporal-registry/contract/endpoint'
import { problems } from '@temporal-registry/contract/problem'
import type { TSchema } from 'typebox'
import { hoistShapes } from './openapi-components.ts'

type Json = Record<string, unknown>

const descriptions: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Created.',
  202: 'Accepted, not finished.',
  204: 'Done; nothing to answer.',
  503: 'Not ready.',
}

/** Where every path begins: without a prefix in the default namespace, with one in any of those served. */
const servers = [
  { url: '/', description: 'The default namespace.' },
  {
    url: '/namespaces/{namespace}',
    description:
      'Any namespace served. One that is not is a 404 `namespace-not-found` with those that are as `served`.',
    variables: {
      namespace: { default: 'default', description: 'A name of `GET /namespaces`.' },
    },
  },
]

/** The OpenAPI 3.1 document of a list of endpoints. Pure: the same list gives the same document. */
export function openApiOf(endpoints: readonly Endpoint[], version: string): Json {
  const paths: Record<string, Json> = {}
  const schemas: Record<string, Json> = { Problem: problemSchema }
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:([a-z_]+)/g, '{$1}')
    const operations = (paths[path] ??= {})
    operations[endpoint.method.toLowerCase()] = operationOf(endpoint)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'temporal-registry',
      version,
      description: 'The always-on front door of a Temporal namespace.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers,
    paths: hoistShapes(paths, schemas),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas,
    },
  }
}

function operationOf(endpoint: Endpoint): Json {
  const { id, tag, summary, description, scope, body, rawBody = ['application/json'] } = endpoint
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: [
      ...parametersOf(endpoint.params, 'path'),
      ...parametersOf(endpoint.query, 'query'),
      ...parametersOf(endpoint.headers, 'header'),
    ],
    ...(body
      ? {
          requestBody: {
            required: !('anyOf' in body),
            content: Object.fromEntries(rawBody.map((type) => [type, { schema: plain(body) }])),
          },
        }
      : {}),
    responses: together(successesOf(endpoint), refusalsOf(endpoint)),
    security: scope === 'public' ? [] : [{ bearer: [] }],
    'x-scope': scope,
    ...(endpoint.global === true ? { servers: [{ url: '/' }] } : {}),
  }
}

function parametersOf(schema: TSchema | undefined, place: 'path' | 'query' | 'header'): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = plain(schema) as {
    properties?: Record<string, Json>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([name, { description, ...shape }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: shape,
    ...(description === undefined ? {} : { description }),
    ...(shape['type'] === 'array' ? { style: 'form', explode: true } : {}),
  }))
}

/** A response as OpenAPI describes it. */
interface Response {
  readonly description: string
  readonly content?: Json
}
type Responses = Readonly<Record<string, Response>>

/** Pages have statuses of their own, under which a caller's other mistakes are problems all the same. */
function together(answers: Responses, refusals: Responses): Responses {
  const both = Object.entries(answers).flatMap(([status, answer]) => {
    const refusal = refusals[status]
    if (!refusal) return []
    const description = `${answer.description} ${refusal.description}`
    return [[status, { description, content: { ...answer.content, ...refusal.content } }] as const]
  })
  return { ...answers, ...refusals, ...Object.fromEntries(both) }
}

function successesOf({ responses, mediaType = 'application/json' }: Endpoint): Responses {
  return Object.fromEntries(
    Object.entries(responses).map(([status, schema]) => [
      status,
      {
        description: descriptions[Number(status)] ?? 'Done.',
        ...(schema ? { content: { [mediaType]: { schema: plain(schema) } } } : {}),
      },
    ]),
  )
}

/** Refusals by status; several codes can share one. */
function refusalsOf(endpoint: Endpoint): Responses {
  const codes = new Set(problemsOf(endpoint))
  const byStatus = Object.groupBy(codes, (code) => String(problems[code].status))
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => [
      status,
      {
        description: group.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' '),
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    ]),
  )
}

const problemSchema = {
  type: 'object',
  description: 'A refusal, as RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'remedy'],
  properties: {
    type: { type: 'string', description: 'A page of this server about the code.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { enum: Object.keys(problems) },
    remedy: { type: 'string' },
    request_id: { type: 'string' },
    retry_after_seconds: { type: 'number' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
}

/** A schema as plain JSON, without the marks TypeBox keeps on it. */
function plain(schema: TSchema): Json {
  return JSON.parse(JSON.stringify(schema))
}
