import { createRequire } from 'node:module'
import type * as protoModule from '@temporalio/proto'

export type { temporal as proto } from '@temporalio/proto'

// The package is CommonJS in a shape whose names Node cannot see from a module.
const loaded = createRequire(import.meta.url)('@temporalio/proto') as typeof protoModule

/** Messages and enums of Temporal's API at run time. */
export const { api } = loaded.temporal
