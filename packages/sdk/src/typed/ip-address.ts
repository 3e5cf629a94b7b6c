import * as z from 'zod'

/** An IP address in its canonical spelling, so that two are the same when their texts are. */
export interface IpAddress {
  readonly version: 4 | 6
  /** `192.0.2.1`, or as RFC 5952 wants it: `2001:db8::1`. */
  readonly address: string
}

const wire = z.union([z.ipv4(), z.ipv6()], { error: 'an IPv4 or IPv6 address' })

/** An IPv4 or IPv6 address, as text. `2001:DB8:0::1` is taken, and is `2001:db8::1` from then on. */
export function ipAddress() {
  return z.codec(
    wire,
    z
      .object({ version: z.literal([4, 6]), address: z.string() })
      .readonly()
      .refine(({ version, address }) => version === versionOf(address), {
        error: 'an address of its version',
      }),
    { decode: read, encode: ({ address }) => address },
  )
}

/** @throws RangeError for text that is no IP address */
export function parseIpAddress(text: string): IpAddress {
  if (!wire.safeParse(text).success) throw new RangeError(`«${text}» is no IPv4 or IPv6 address`)
  return read(text)
}

function read(text: string): IpAddress {
  const version = versionOf(text)
  if (version === 4) return { version, address: text }
  // A URL spells its host in canonical form, in brackets.
  return { version, address: new URL(`http://[${text}]/`).hostname.slice(1, -1) }
}

function versionOf(text: string): 4 | 6 {
  return text.includes(':') ? 6 : 4
}
