import type { RE2JS } from 're2js'
import type { ExchangeTcp } from '../../../platform/outbound/tcp-exchange.ts'
import { probeLimits as limits } from '../limits.ts'
import type { Probe } from '../probe.ts'
import type { PageReader } from '../reading/reading.ts'
import { compilePattern, matchIn } from '../reading/match.ts'

/**
 * Looks whether something listens, and what it says. A port that nobody listens at is a state, not a fault: whether
 * there is somebody is what is asked.
 */
export function createTcpProbe({
  exchangeTcp,
  reader,
}: {
  readonly exchangeTcp: ExchangeTcp
  readonly reader: Pick<PageReader, 'check'>
}): Probe<'tcp'> {
  return {
    async look(spec, { signal }) {
      const { host, port, tls = false, send, expect } = spec
      const { timeout_seconds: seconds = limits.defaultTimeoutSeconds } = spec
      const pattern = expect === undefined ? undefined : compilePattern(expect)
      const answer = await exchangeTcp({
        ...{ host, port, tls, send, signal },
        reads: send !== undefined || pattern !== undefined,
        isEnough: pattern && ((text) => matchIn(text, pattern).found),
        maxBytes: limits.tcpBytes,
        timeoutMs: seconds * 1_000,
      })
      if (!answer.open) return { state: { open: false, reason: answer.reason }, evidence: {} }
      const { address, received, certificate, reason } = answer
      const excerpt = readable(received)
      return {
        state: {
          open: true,
          ...(tls ? { certificate: certificate ?? null } : {}),
          ...(pattern === undefined
            ? { ...(send === undefined ? {} : { answer: excerpt }) }
            : matched(received, pattern)),
          ...(reason === undefined ? {} : { reason }),
        },
        evidence: { address, ...(excerpt === '' ? {} : { excerpt }) },
      }
    },

    faults: ({ expect }) =>
      reader.check(expect === undefined ? [] : [{ pointer: '/expect', pattern: expect }]),
  }
}

function matched(text: string, pattern: RE2JS) {
  const { found, match, groups } = matchIn(text, pattern)
  return {
    matched: found,
    match: match === null ? null : readable(match),
    groups: groups.map((one) => (one === null ? null : readable(one))),
  }
}

/** The beginning of it, as it can be kept. */
function readable(text: string): string {
  return text.slice(0, limits.excerptChars).toWellFormed().replaceAll('\0', '\u{fffd}')
}
