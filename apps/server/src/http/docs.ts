import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import {
  Problem,
  isProblemCode,
  problems,
  type ProblemCode,
} from '@temporal-registry/contract/problem'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { contractSchema } from './contract-schemas.ts'
import { escape, page } from './html-page.ts'
import { pagePolicy } from './security-headers.ts'

/** Serves the OpenAPI document, the interactive docs, the published contracts and a page a problem code. All without a token. */
export async function docsRoutes(
  app: FastifyInstance,
  document: Record<string, unknown>,
): Promise<void> {
  const text = JSON.stringify(document)
  app.get('/openapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(text),
  )

  // The UI asks this plugin for the document; its types know no other version than their own.
  await app.register(swagger, { mode: 'static', specification: { document: document as never } })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: pagePolicy,
    // The UI's own default would send this document to a validator on the internet.
    uiConfig: { validatorUrl: null },
  })

  app.get<{ Params: { file: string } }>('/contracts/:file', (request, reply) => {
    const { file } = request.params
    const schema = file.endsWith('.json')
      ? contractSchema(file.slice(0, -'.json'.length))
      : undefined
    if (!schema) throw new Problem('not-found', `There is no contract «${file}»`)
    return reply.type('application/schema+json; charset=utf-8').send(JSON.stringify(schema))
  })

  app.get('/problems', (_request, reply) => sendPage(reply, problemIndex()))
  app.get<{ Params: { code: string } }>('/problems/:code', (request, reply) => {
    const { code } = request.params
    if (!isProblemCode(code)) throw new Problem('not-found', `There is no problem «${code}»`)
    return sendPage(reply, problemPage(code))
  })
}

function sendPage(reply: FastifyReply, html: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', pagePolicy)
    .send(html)
}

function problemIndex(): string {
  const codes = Object.keys(problems).filter(isProblemCode)
  const rows = codes.map(
    (code) =>
      `<li><a href="/problems/${code}"><code>${code}</code></a> ${escape(problems[code].title)}</li>`,
  )
  return page('Problems', `<ul>${rows.join('')}</ul>`)
}

function problemPage(code: ProblemCode): string {
  const { status, title, remedy } = problems[code]
  const body = `<p>HTTP ${status}, <code>${code}</code></p><h2>What to do</h2><p>${escape(remedy)}</p><p><a href="/problems">All problems</a> · <a href="/docs">API</a></p>`
  return page(title, body)
}
