import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { randomUUID } from 'node:crypto'
import {
  Problem,
  problems,
  toProblemJson,
  type ProblemCode,
} from '@temporal-registry/contract/problem'
import { problemMediaType } from './problem-handler.ts'
import { securityHeaders } from './security-headers.ts'
import type { RequestObserver } from './observe.ts'

const codes: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'request-head-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
}

/** Answers what is no HTTP request at all: there is no route and no reply yet, only a socket. */
export function createUnparsedHandler(observer: RequestObserver) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable || hasAnswer(socket)) {
      socket.destroy(error)
      return
    }
    const requestId = randomUUID()
    const code = codes[error.code ?? ''] ?? 'request-not-http'
    const problem = new Problem(code, problems[code].title)
    const body = JSON.stringify(toProblemJson(problem, '', requestId))
    const headers = {
      ...securityHeaders,
      'x-request-id': requestId,
      'content-type': problemMediaType,
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    observer.unparsed(requestId, problem.status)
    const head = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n`
    socket.end(head + body, () => socket.destroy())
  }
}

/** True once an answer has begun on the connection: a second one would be read as part of it. */
function hasAnswer(socket: Socket & { _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent ?? false
}
