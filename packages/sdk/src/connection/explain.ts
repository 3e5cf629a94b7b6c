import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import type { LoadedConnection } from './load-connection.ts'

const patienceMs = 2_000
/** What an HTTP/2 client begins with: the preface, and settings that set nothing. */
const greeting = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
])

/** What OpenSSL calls a refusal, in words. The server's verdict on us comes as an alert. */
const sentences: readonly (readonly [RegExp, string])[] = [
  [
    /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/,
    'the server asks for a client certificate, and none that it takes was shown',
  ],
  [/ALERT_UNKNOWN_CA/, 'the server does not know the authority that signed the client certificate'],
  [
    /ALERT_(BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE)/,
    'the server refuses the client certificate: it is signed by another authority, or not made for clients',
  ],
  [/ALERT_CERTIFICATE_EXPIRED/, 'the server takes the client certificate for expired'],
  [/ALERT_CERTIFICATE_REVOKED/, 'the client certificate was revoked'],
  [/^CERT_HAS_EXPIRED$/, "the server's own certificate has expired"],
  [/^CERT_NOT_YET_VALID$/, "the server's own certificate is not valid yet"],
  [
    /SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF)|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE/,
    "the server's certificate is signed by an authority that is not trusted here: give the right one as its CA certificate",
  ],
  [
    /^(closed|ECONNRESET|EPIPE)$/,
    'the server ends the connection in the handshake: it does not take the client certificate, or speaks no TLS',
  ],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/,
    'the server speaks no TLS: it is spoken to in TLS',
  ],
]

/**
 * Finds out by a TLS handshake of its own why a server that was reached does not serve: gRPC says no more
 * than that the connection failed. Answers nothing when TLS is not the reason.
 */
export async function explainRefusal({ options }: LoadedConnection): Promise<string | undefined> {
  const { address, tls } = options
  const url = URL.canParse(`tcp://${address}`) ? new URL(`tcp://${address}`) : undefined
  if (!url) return undefined
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const error = await handshake({
    host,
    port: Number(url.port || 7233),
    ALPNProtocols: ['h2'],
    // Spoken to in the clear, a server is only asked whether it speaks TLS, and gets to see nothing.
    rejectUnauthorized: tls !== undefined,
    ...(isIp(host) && !tls?.serverNameOverride
      ? {}
      : { servername: tls?.serverNameOverride ?? host }),
    ...(tls?.serverRootCACertificate ? { ca: tls.serverRootCACertificate } : {}),
    ...(tls?.clientCertPair ? { cert: tls.clientCertPair.crt, key: tls.clientCertPair.key } : {}),
  })
  if (tls === undefined)
    return speaksTls(error) ? 'the server speaks TLS, and TLS is off' : undefined
  if (error === undefined) return undefined
  if (error.code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `the server's certificate is not made for the name it is called by: ${error.message}`
  }
  return sentences.find(([code]) => code.test(error.code))?.[1]
}

interface Refusal {
  readonly code: string
  readonly message: string
}

/**
 * In TLS 1.3 a server judges the client's certificate after the client is done: only its first answer says
 * that it is content.
 *
 * @returns what was wrong, or nothing when both sides are content.
 */
async function handshake(options: ConnectionOptions): Promise<Refusal | undefined> {
  let socket: TLSSocket | undefined
  try {
    return await new Promise<Refusal | undefined>((resolve) => {
      const asked = connect(options, () => asked.write(greeting))
      socket = asked
      asked.setTimeout(patienceMs, () => resolve({ code: 'ETIMEDOUT', message: 'no answer' }))
      asked.on('data', () => resolve(undefined))
      asked.on('error', ({ code = '', message }: NodeJS.ErrnoException) =>
        resolve({ code, message }),
      )
      asked.on('close', () => resolve({ code: 'closed', message: 'closed' }))
    })
  } finally {
    socket?.destroy()
  }
}

/** A handshake that went through, or one that only a TLS server ends so. */
function speaksTls(refusal: Refusal | undefined): boolean {
  return refusal === undefined || /ALERT/.test(refusal.code)
}

function isIp(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(':')
}
