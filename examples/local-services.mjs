// Stands in for what is around the gateway: a shop's customers and its page, a newsroom's headlines, a ferry, a
// model that answers questions, and somebody who takes webhooks. Needs Node only. Everything it is asked is printed.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const port = Number(process.env.PORT ?? 4780)
/** The same as is stored in the gateway under the name `order-webhook`. */
const webhookSecret = process.env.WEBHOOK_SECRET ?? 'a secret of the sample'

const customers = {
  ada: { name: 'Ada Lovelace', blocked: false },
  mallory: { name: 'Mallory', blocked: true },
}
/** What pages say until somebody puts something else there. */
const pages = { shop: '120', status: '{"status":"ok"}', ferry: 'The ferry runs as usual today.' }
const headlines = ['Apples are in season', 'Ferry runs again', 'Library opens on Sundays']

/** By method and first part of the path; answers status and body. */
const routes = {
  'GET customers': ({ rest }) => (customers[rest] ? [200, customers[rest]] : [404, null]),
  'GET headlines': () => [200, { headlines }],
  'POST headlines': ({ body }) => [201, { headlines: headlines.push(body) }],
  'POST webhooks': ({ headers, body }) => [isSigned(headers, body) ? 204 : 401, null],
  'POST inbox': () => [204, null],
  'GET shop': () => [200, `<h1>Lamp</h1><p>Now <b class="price">${pages.shop} EUR</b></p>`],
  'GET status': () => [200, JSON.parse(pages.status)],
  'GET ferry': () => [200, `<p>${pages.ferry}</p>`],
  'PUT shop': ({ body }) => put('shop', body),
  'PUT status': ({ body }) => put('status', body),
  'PUT ferry': ({ body }) => put('ferry', body),
  'POST alerts': () => [204, null],
  'POST v1': ({ body }) => [200, completion(JSON.parse(body))],
}

function put(page, text) {
  pages[page] = text
  return [204, null]
}

/** In OpenAI's chat format, an answer of a model that can only tell whether its source says «cancelled». */
function completion({ model, messages }) {
  const [source = ''] = /<source[^]*<\/source>/.exec(JSON.stringify(messages)) ?? []
  const holds = source.includes('cancelled')
  const explanation = `The page ${holds ? 'says' : 'does not say'} that it is cancelled.`
  const content = JSON.stringify({ holds, answer: holds ? 'cancelled' : 'runs', explanation })
  return {
    ...{ id: 'sample', object: 'chat.completion', created: 0, model },
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  }
}

/** Standard Webhooks: id, time stamp and body under HMAC-SHA256. A stamp five minutes off is refused. */
function isSigned(headers, body) {
  const {
    'webhook-id': id,
    'webhook-timestamp': stamp,
    'webhook-signature': signatures = '',
  } = headers
  if (!(Math.abs(Date.now() / 1000 - Number(stamp)) < 300)) return false
  const expected = createHmac('sha256', webhookSecret).update(`${id}.${stamp}.${body}`).digest()
  return signatures.split(' ').some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ''), 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}

const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  const [, first, rest] = request.url.split('/')
  const route = routes[`${request.method} ${first}`] ?? (() => [404, null])
  const [status, answer] = route({ rest, body, headers: request.headers })
  console.log(`${request.method} ${request.url} ${status}${body && `\n  ${body}`}`)
  const isPage = typeof answer === 'string'
  const type = { 'content-type': isPage ? 'text/html' : 'application/json' }
  if (answer === null) response.writeHead(status).end()
  else response.writeHead(status, type).end(isPage ? answer : JSON.stringify(answer))
})

server.listen(port, 'localhost', () => console.log(`Listening on http://localhost:${port}`))
