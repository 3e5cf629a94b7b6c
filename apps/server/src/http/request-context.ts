import type { Caller } from './auth.ts'

/** What the HTTP layer hangs on Fastify's own request and route objects. */
declare module 'fastify' {
  interface FastifyRequest {
    /** Absent until the request is authorised. */
    caller?: Caller
  }
  interface FastifyContextConfig {
    endpointId?: string
  }
}
