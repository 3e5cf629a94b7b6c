import type {
  ProbeEvidence,
  ProbeKind,
  ProbeOf,
  ProbeVerdict,
} from '@temporal-registry/contract/probes'
import type { ProblemError } from '@temporal-registry/contract/problem'

export type JsonObject = Readonly<Record<string, unknown>>

/** What a probe is given besides what it was told to look at. */
export interface Occasion {
  readonly signal: AbortSignal
  readonly secrets: { read(name: string): Promise<string> }
  /** The state before, where there is one: a feed knows by it what is new. */
  readonly previous?: JsonObject | undefined
  readonly heartbeat?: HeartbeatSeen | undefined
}

export interface HeartbeatSeen {
  /** Null: none has come. */
  readonly last_at: Date | null
  /** Since when one is waited for, where none has come. */
  readonly since?: Date | undefined
}

/** What a probe found. */
export interface Found {
  readonly state: JsonObject
  readonly evidence: Omit<ProbeEvidence, 'kind' | 'hash' | 'took_ms'>
  /** Of probes that judge by themselves. */
  readonly verdict?: ProbeVerdict
}

/** One kind of probe. */
export interface Probe<K extends ProbeKind> {
  /** @throws Problem whose status says whether it may heal: a 5xx may */
  look(spec: ProbeOf<K>, occasion: Occasion): Promise<Found>
  /** What keeps it from being saved, at pointers within its part of the spec. */
  faults?(spec: ProbeOf<K>): Promise<readonly ProblemError[]>
}

/** Objects are states as they are; anything else is the member `value` of one. */
export function stateOf(value: unknown): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as JsonObject) : { value }
}
