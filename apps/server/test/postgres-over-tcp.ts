import { connect, createServer, type AddressInfo } from 'node:net'

/**
 * The URL of a database of the run, over TCP on loopback: the run's own PostgreSQL has a socket in a folder, and users'
 * databases are reached over TCP.
 */
export async function overTcp(url: string): Promise<{ readonly url: string; close(): void }> {
  const { pathname, searchParams } = new URL(url)
  const folder = searchParams.get('host')
  if (folder === null) return { url, close() {} }
  const proxy = createServer((socket) => {
    const inner = connect(`${folder}/.s.PGSQL.5432`)
    socket.pipe(inner).pipe(socket)
    socket.on('error', () => inner.destroy())
    inner.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address() as AddressInfo
  return {
    url: `postgresql://test@127.0.0.1:${port}${pathname}`,
    close: () => void proxy.close(),
  }
}
