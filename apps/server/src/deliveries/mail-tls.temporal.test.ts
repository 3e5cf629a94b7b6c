import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCertificates } from '../../../../packages/sdk/test/certificates.ts'
import { freshPostgres } from '../../test/database.ts'
import { startTestGateway } from '../../test/gateway.ts'
import { startMailServer, type MailServer } from '../../test/mail-server.ts'
import { eventually } from '../../test/wait.ts'

const certificates = createCertificates()
const usual = getCACertificates('default')
const login = { username: 'registry', password: 'of-the-gateway-0123' }
let place: Awaited<ReturnType<typeof freshPostgres>>
/** One that has STARTTLS and asks for a login, one that has neither. */
let encrypting: MailServer
let open: MailServer

beforeAll(async () => {
  place = await freshPostgres()
  const authority = certificates.authority('mail')
  const pair = authority.issue('mail-server')
  setDefaultCACertificates([...usual, readFileSync(authority.cert, 'utf8')])
  const tls = { key: readFileSync(pair.key, 'utf8'), cert: readFileSync(pair.cert, 'utf8') }
  encrypting = await startMailServer(undefined, { tls, login })
  open = await startMailServer()
})
afterAll(async () => {
  setDefaultCACertificates(usual)
  certificates[Symbol.dispose]()
  await encrypting.close()
  await open.close()
  await place.remove()
})

/** Mails a code by a server. @returns what was answered, and the address. */
async function mailCode({ port }: MailServer, settings: Readonly<Record<string, string>>) {
  const smtp = { host: 'localhost', port, from: 'registry@gateway.example', ...settings }
  await using gateway = await startTestGateway({
    database: `{ url: '${place.url}' }`,
    notify: JSON.stringify({ smtp }),
  })
  const name = `m-${randomUUID().slice(0, 8)}`
  const address = `${name}@people.example`
  await eventually(() => gateway.client.channels.put(name, { to: { email: { address } } }))
  const answer = await fetch(`${gateway.url}/channels/${name}/verify`, { method: 'POST' })
  return { address, status: answer.status, text: await answer.text() }
}

test('mail goes encrypted to a server that asks for it, and by a login', async () => {
  const { address, status } = await mailCode(encrypting, { tls: 'starttls', ...login })

  expect(status).toBe(202)
  expect(encrypting.received(address)).toMatchObject([{ user: 'registry', isEncrypted: true }])
})

test('with a wrong password nothing is sent, and the password is told nobody', async () => {
  const wrong = { ...login, password: 'another-0123456789' }

  const { address, status, text } = await mailCode(encrypting, { tls: 'starttls', ...wrong })

  expect(status).toBeGreaterThanOrEqual(500)
  expect(JSON.parse(text)).toMatchObject({ code: 'outbound-failed' })
  expect(text).not.toContain(wrong.password)
  expect(encrypting.received(address)).toEqual([])
})

test('nothing is sent by a server that does not encrypt, unless the setting says that it may', async () => {
  const refused = await mailCode(open, { tls: 'starttls' })
  const taken = await mailCode(open, { tls: 'none' })

  expect(JSON.parse(refused.text)).toMatchObject({ code: 'outbound-failed' })
  expect(open.received(refused.address)).toEqual([])
  expect(open.received(taken.address)).toMatchObject([{ isEncrypted: false }])
})
