import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Files of a certificate and its private key. */
export interface Pair {
  readonly cert: string
  readonly key: string
}

export interface Authority extends Pair {
  /** Signs a pair for servers and clients alike. Days below 0 make one that has expired. */
  issue(name: string, options?: { days?: number }): Pair
}

export interface CertificateFolder extends Disposable {
  readonly dir: string
  authority(name: string): Authority
  /** Puts another pair where one is, as renewing on disk does. */
  replace(pair: Pair, by: Pair): void
  write(name: string, text: string): string
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** Certificates as openssl makes them, in a folder that goes with the test. */
export function createCertificates(): CertificateFolder {
  const dir = mkdtempSync(join(tmpdir(), 'certificates-'))
  const pairOf = (name: string): Pair => ({
    cert: join(dir, `${name}.pem`),
    key: join(dir, `${name}.key`),
  })
  const write = (name: string, text: string) => {
    const path = join(dir, name)
    writeFileSync(path, text)
    return path
  }

  function authority(name: string): Authority {
    const own = pairOf(name)
    const subject = ['-subj', `/O=Acme/CN=${name}`]
    openssl(['req', '-x509', ...newKey, '-keyout', own.key, '-out', own.cert, ...subject])
    return {
      ...own,
      issue(leaf, { days = 2 } = {}) {
        const pair = pairOf(leaf)
        const request = join(dir, `${leaf}.csr`)
        const extensions = write(
          `${leaf}.ext`,
          'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n',
        )
        const leafSubject = ['-subj', `/O=Acme/CN=${leaf}`]
        openssl(['req', ...newKey, '-keyout', pair.key, '-out', request, ...leafSubject])
        const signer = ['-CA', own.cert, '-CAkey', own.key, '-CAcreateserial']
        const made = ['-days', String(days), '-extfile', extensions, '-out', pair.cert]
        openssl(['x509', '-req', '-in', request, ...signer, ...made])
        return pair
      },
    }
  }

  return {
    dir,
    authority,
    replace(pair, by) {
      copyFileSync(by.cert, pair.cert)
      copyFileSync(by.key, pair.key)
    },
    write,
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  }
}

function openssl(args: readonly string[]): void {
  try {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new Error('The tests of TLS make their certificates with openssl: install it', {
      cause: error,
    })
  }
}
