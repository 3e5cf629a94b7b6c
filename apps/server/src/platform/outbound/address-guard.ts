import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { Problem } from '@temporal-registry/contract/problem'
import ipaddr from 'ipaddr.js'

export interface Address {
  readonly address: string
  readonly family: number
}

/** All addresses of a host. */
export type Lookup = (host: string) => Promise<readonly Address[]>

/** Says which addresses may be reached: public ones, and what the operator allows. */
export interface AddressGuard {
  /**
   * The addresses of a host, all of which may be reached. One that may not is enough to refuse the host:
   * who owns a name could have it answer now with one, now with the other.
   *
   * @throws Problem `blocked-address`, `outbound-failed` when the name does not resolve
   */
  resolve(host: string): Promise<readonly Address[]>
  /** @throws Problem `blocked-address` */
  assertReachable(host: string, address: string): void
}

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

export function createAddressGuard(
  allow: readonly string[],
  lookup: Lookup = (host) => systemLookup(host, { all: true }),
): AddressGuard {
  const entries = allow.map((entry) => entry.toLowerCase())
  const ranges = entries.flatMap((entry) => rangeOf(entry) ?? [])
  const hosts = new Set(entries.filter((entry) => rangeOf(entry) === undefined))

  function assertReachable(host: string, address: string): void {
    if (hosts.has(nameOf(host))) return
    const kind = kindOf(address)
    if (kind === 'public' || isIn(ranges, address)) return
    const of = nameOf(host) === address ? '' : `, to which «${nameOf(host)}» resolves,`
    throw new Problem('blocked-address', `${address}${of} is not reached: it is ${kind}`, {
      host: nameOf(host),
      address,
    })
  }

  return {
    assertReachable,
    async resolve(host) {
      const name = nameOf(host)
      const family = isIP(name)
      const found = family === 0 ? await lookedUp(name) : [{ address: name, family }]
      for (const { address } of found) assertReachable(host, address)
      return found
    },
  }

  async function lookedUp(name: string): Promise<readonly Address[]> {
    try {
      return await lookup(name)
    } catch (error) {
      // `ENOTFOUND`, `EAI_AGAIN`: what Node says of a resolver.
      const why = error instanceof Error ? Reflect.get(error, 'code') : error
      throw new Problem('outbound-failed', `«${name}» does not resolve: ${String(why)}`, {}, error)
    }
  }
}

interface Range {
  readonly network: ipaddr.IPv4 | ipaddr.IPv6
  readonly bits: number
}

function rangeOf(entry: string): Range | undefined {
  if (ipaddr.isValidCIDR(entry)) {
    const [network, bits] = ipaddr.parseCIDR(entry)
    return { network, bits }
  }
  if (isIP(entry) === 0) return undefined
  const network = ipaddr.process(entry)
  return { network, bits: network.kind() === 'ipv4' ? 32 : 128 }
}

function isIn(ranges: readonly Range[], text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.process(text)
  return ranges.some(
    ({ network, bits }) => network.kind() === address.kind() && address.match([network, bits]),
  )
}

/** `public`, or what the address is instead. IPv4 within IPv6 counts as what it holds. */
function kindOf(text: string): string {
  if (!ipaddr.isValid(text)) return 'no address'
  const address = ipaddr.process(text)
  const range = address.range()
  if (range !== 'unicast') return range
  if (address instanceof ipaddr.IPv6 && !address.match(globalUnicast)) return 'reserved'
  return 'public'
}

/** As URLs write it, in brackets or with a dot at its end, and as it is. */
function nameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}
