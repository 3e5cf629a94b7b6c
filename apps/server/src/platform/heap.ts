import { setFlagsFromString } from 'node:v8'

/**
 * Bounds the young objects of the thread that runs the workflows: it begins later than this, and V8 would
 * let 64 MB of them pile up there. The bound of the gateway's own heap can be said at its start only
 * (`scripts/process/gateway-process.ts`).
 */
setFlagsFromString('--max-semi-space-size=4')
