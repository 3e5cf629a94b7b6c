import { connect } from 'node:http2'

const service = '/temporal.api.workflowservice.v1.WorkflowService'
const uncompressed = 0
const protobufStringField1 = 0x0a

/**
 * Calls DescribeNamespace and answers its gRPC status; 0 means that the namespace can be used.
 *
 * By hand over HTTP/2, because the scripts have no dependencies: they also run before any of the
 * workspaces is in order.
 */
export async function describeNamespaceStatus(address: string, namespace: string): Promise<number> {
  const session = connect(`http://${address}`)
  try {
    return await new Promise<number>((resolve, reject) => {
      session.on('error', reject)
      const request = session.request({
        ':method': 'POST',
        ':path': `${service}/DescribeNamespace`,
        'content-type': 'application/grpc',
        te: 'trailers',
      })
      const onHeaders = (headers: Record<string, unknown>) => {
        if (headers['grpc-status'] !== undefined) resolve(Number(headers['grpc-status']))
      }
      request.on('response', onHeaders)
      request.on('trailers', onHeaders)
      request.on('error', reject)
      request.on('close', () => reject(new Error('the call ended without a status')))
      request.setTimeout(2000, () => reject(new Error('no answer in 2 s')))
      request.end(frame(stringMessage(namespace)))
      request.resume()
    })
  } finally {
    session.destroy()
  }
}

function stringMessage(text: string): Buffer {
  const bytes = Buffer.from(text)
  const length =
    bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7]
  return Buffer.concat([Buffer.from([protobufStringField1, ...length]), bytes])
}

function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt8(uncompressed, 0)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}
