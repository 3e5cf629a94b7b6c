import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { findPortHolder, listeningInodes } from './port-holder.ts'

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1
   2: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0
`

test('of the sockets on a port only the listening one counts', () => {
  expect(listeningInodes(table, 8080)).toEqual(['4711'])
  expect(listeningInodes(table, 80)).toEqual(['4713'])
  expect(listeningInodes(table, 81)).toEqual([])
})

test('the holder of a port is named', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const holder = await findPortHolder(port)

  server.close()
  expect(holder?.pid).toBe(process.pid)
})
