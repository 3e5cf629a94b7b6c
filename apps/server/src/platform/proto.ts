import protobuf from '@temporalio/proto'

export type { temporal as proto } from '@temporalio/proto'

/** Messages and enums of Temporal's API at run time: the package is CommonJS, so its names come by default only. */
export const { api } = protobuf.temporal
