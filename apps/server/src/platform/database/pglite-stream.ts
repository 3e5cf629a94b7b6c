import { Duplex } from 'node:stream'
import type { Worker } from 'node:worker_threads'
import { resetMessage } from './pglite-messages.ts'

const terminateByte = 'X'.charCodeAt(0)

/** What `pg` asks of a socket beyond a stream. */
export interface SocketLike extends Duplex {
  connect(): SocketLike
  setNoDelay(): SocketLike
  setKeepAlive(): SocketLike
  ref(): SocketLike
  unref(): SocketLike
}

/** A connection to the PGlite in a thread, as a socket is one to a server. */
export function createPgliteStream(worker: Worker): SocketLike {
  const receive = (bytes: Uint8Array) => void stream.push(bytes)
  const fail = () => void stream.destroy(new Error('The database has ended'))

  function post(message: Uint8Array | typeof resetMessage): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(message)
  }

  function send(bytes: Buffer): void {
    // Goodbye is for us: PGlite would end with its one session.
    if (bytes[0] !== terminateByte) post(bytes)
  }

  const duplex = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      send(chunk)
      done()
    },
    // A request is written in pieces, and PGlite wants it whole.
    writev(chunks, done) {
      send(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)))
      done()
    },
    final(done) {
      stream.push(null)
      done()
    },
    destroy(error, done) {
      worker.off('message', receive).off('exit', fail)
      done(error)
    },
  })
  const stream: SocketLike = Object.assign(duplex, {
    connect() {
      worker.on('message', receive).once('exit', fail)
      post(resetMessage)
      process.nextTick(() => stream.emit('connect'))
      return stream
    },
    setNoDelay: () => stream,
    setKeepAlive: () => stream,
    ref: () => stream,
    unref: () => stream,
  })
  return stream
}
