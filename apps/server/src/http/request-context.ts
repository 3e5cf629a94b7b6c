import type { Caller } from './auth.ts'

/** What the HTTP layer hangs on Fastify's own request and route objects. */
declare module 'fastify' {
  interface FastifyRequest {
    /** Absent until the request is authorised. */
    caller?: Caller
    /** The header as it came: what reads bodies as JSON does not see it. */
    contentType?: string
  }
  interface FastifyContextConfig {
    endpointId?: string
    /** True where the operation reads the body itself. */
    hasRawBody?: boolean
  }
}
