import { problemsOf, type Endpoint } from '@temporal-registry/contract/endpoint'
import { endpoints } from '@temporal-registry/contract/endpoints'
import { problems } from '@temporal-registry/contract/problem'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { openApiOf } from './openapi.ts'

// The document is looked into member by member.
// oxlint-disable-next-line typescript/no-explicit-any
type Part = any

const all: readonly Endpoint[] = Object.values(endpoints)
const document: Part = openApiOf(all, '1.2.3')

const operationOf = ({ method, path }: Endpoint): Part =>
  document.paths[path.replaceAll(/:([a-z_]+)/g, '{$1}')]?.[method.toLowerCase()]

/** Every schema in the document, wherever it is. */
function schemasIn(part: Part): Part[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, member]) =>
    name === 'schema' ? [member] : schemasIn(member),
  )
}

function refsIn(part: Part): string[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, member]) =>
    name === '$ref' && typeof member === 'string' ? [member] : refsIn(member),
  )
}

test('the document has the members that OpenAPI 3.1 asks for, and no others', () => {
  const members = ['components', 'info', 'openapi', 'paths', 'servers']
  expect(Object.keys(document).toSorted()).toEqual(members)
  expect(document.openapi).toBe('3.1.0')
  expect(document.info).toMatchObject({ title: 'temporal-registry', version: '1.2.3' })
  for (const [path, item] of Object.entries<Part>(document.paths)) {
    expect(path).toMatch(/^(\/([a-z-]+|\{[a-z_]+\}))+$/)
    for (const method of Object.keys(item))
      expect(['get', 'put', 'post', 'delete']).toContain(method)
  }
})

test('every endpoint is an operation under its id, and there are no others', () => {
  const operations = Object.values<Part>(document.paths).flatMap((item) =>
    Object.values<Part>(item),
  )
  const ids = operations.map(({ operationId }) => operationId)

  expect(ids.toSorted()).toEqual(all.map(({ id }) => id).toSorted())
  for (const endpoint of all) {
    const operation = operationOf(endpoint)
    expect(operation).toMatchObject({
      operationId: endpoint.id,
      tags: [endpoint.tag],
      summary: endpoint.summary,
      'x-scope': endpoint.scope,
    })
    expect(operation.security).toEqual(endpoint.scope === 'public' ? [] : [{ bearer: [] }])
  }
})

test('the prefix of a namespace is written once, and operations of the whole gateway have none', () => {
  expect(document.servers.map(({ url }: Part) => url)).toEqual(['/', '/namespaces/{namespace}'])
  expect(Object.keys(document.servers[1].variables)).toEqual(['namespace'])
  const own = all.filter((endpoint) => operationOf(endpoint).servers !== undefined)

  expect(own.map(({ id }) => id)).toEqual([
    'getHealth',
    'getSession',
    'listNamespaces',
    'decodePayloads',
    'encodePayloads',
  ])
  for (const endpoint of own) expect(operationOf(endpoint).servers).toEqual([{ url: '/' }])
})

test('every part of a path is a required parameter, and every parameter of the contract is there once', () => {
  for (const endpoint of all) {
    const parameters: Part[] = operationOf(endpoint).parameters
    const names = (place: string) =>
      parameters.filter((one) => one.in === place).map(({ name }) => name)
    const declared = (schema: Part) => Object.keys(schema?.properties ?? {})

    expect(names('path')).toEqual(
      [...endpoint.path.matchAll(/:([a-z_]+)/g)].map(([, name]) => name),
    )
    expect(names('query')).toEqual(declared(endpoint.query))
    expect(names('header')).toEqual(declared(endpoint.headers))
    for (const { in: place, required } of parameters)
      if (place === 'path') expect(required).toBe(true)
    expect(new Set(parameters.map((one) => `${one.in} ${one.name}`)).size).toBe(parameters.length)
  }
})

test('a body is required where the operation takes no empty one', () => {
  for (const endpoint of all) {
    const { requestBody } = operationOf(endpoint)
    expect([endpoint.id, requestBody !== undefined]).toEqual([endpoint.id, !!endpoint.body])
    for (const type of endpoint.body ? (endpoint.rawBody ?? ['application/json']) : []) {
      expect(requestBody.content[type].schema).toBeTypeOf('object')
    }
  }
  expect(operationOf(endpoints.startWorkflow).requestBody.required).toBe(true)
  expect(operationOf(endpoints.cancelRun).requestBody.required).toBe(false)
})

test('every answer and every problem is under its status, as its media type', () => {
  for (const endpoint of all) {
    const { responses } = operationOf(endpoint)
    const codes = problemsOf(endpoint)
    const statuses = [
      ...Object.keys(endpoint.responses),
      ...codes.map((code) => String(problems[code].status)),
    ]

    expect(Object.keys(responses).toSorted()).toEqual([...new Set(statuses)].toSorted())
    for (const [status, schema] of Object.entries(endpoint.responses)) {
      const media = Object.keys(responses[status].content ?? {})
      const isProblemToo = codes.some((code) => String(problems[code].status) === status)
      expect(media).toEqual([
        ...(schema === null ? [] : [endpoint.mediaType ?? 'application/json']),
        ...(isProblemToo ? ['application/problem+json'] : []),
      ])
    }
    for (const code of codes) {
      const response = responses[problems[code].status]
      expect(response.description).toContain(`\`${code}\``)
      expect(response.content).toHaveProperty(['application/problem+json'])
    }
  }
})

test('every problem code there is can be read from the document', () => {
  expect(document.components.schemas.Problem.properties.code.enum).toEqual(Object.keys(problems))
})

test('every $ref leads somewhere within the document', () => {
  const refs = refsIn(document)
  const resolved = refs.map((ref) => [
    ref,
    ref.startsWith('#/') &&
      ref
        .slice(2)
        .split('/')
        .reduce((part: Part, step) => part?.[step], document) !== undefined,
  ])

  expect(refs.length).toBeGreaterThan(0)
  expect(resolved.filter(([, isThere]) => !isThere)).toEqual([])
})

test('every schema is JSON Schema 2020-12, which is what 3.1 takes', () => {
  const ajv = new Ajv2020({ strict: false, unicodeRegExp: false })
  addFormats.default(ajv, ['date-time'])
  ajv.addSchema({ $id: 'doc', components: document.components })
  const schemas = schemasIn(document.paths).filter((schema) => refsIn(schema).length === 0)

  expect(schemas.length).toBeGreaterThan(50)
  for (const schema of schemas) expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true)
})

test('nothing of TypeBox is left in it, and the same list gives the same text', () => {
  expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  expect(JSON.stringify(openApiOf(all, '1.2.3'))).toBe(JSON.stringify(document))
  expect(JSON.stringify(document)).not.toMatch(/"~|undefined/)
})
