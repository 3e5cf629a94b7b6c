import protobuf from '@temporalio/proto'

/** The message that is encrypted whole. The package is CommonJS, so its names come by default only. */
export const { Payload: PayloadMessage } = protobuf.temporal.api.common.v1
