import { InterceptingCall, Metadata, status as Code, type Interceptor } from '@grpc/grpc-js'

/**
 * Ends calls that are begun, or begun again, once the connection is closed. Placed after the
 * interceptor that repeats failed calls: it wakes from its wait in a timer, where the closed
 * channel's exception would be nobody's to catch and end the process.
 */
export function createClosedCalls(): { interceptor: Interceptor; close(): void } {
  let isClosed = false
  return {
    interceptor: (options, nextCall) =>
      isClosed ? new InterceptingCall(cancelledCall) : new InterceptingCall(nextCall(options)),
    close() {
      isClosed = true
    },
  }
}

const cancelledCall: ConstructorParameters<typeof InterceptingCall>[0] = {
  start(_metadata, listener) {
    listener?.onReceiveMessage?.(null)
    listener?.onReceiveStatus?.({
      code: Code.CANCELLED,
      details: 'The connection to Temporal is closed',
      metadata: new Metadata(),
    })
  },
  sendMessage() {},
  sendMessageWithContext() {},
  startRead() {},
  halfClose() {},
  cancelWithStatus() {},
  getPeer: () => '',
  getAuthContext: () => null,
}
