import type { AlertEdge, MonitorHealth, MonitorMemory } from '@temporal-registry/contract/monitor'

/**
 * What a monitor remembers of its looks, as JSON.
 *
 *     quiet ──the condition has held long enough──▶ firing ──it does not hold (with `until`: that does)──▶ quiet
 *
 * Firing is told or not yet: what a cooldown or something that silences the monitor kept back is told as soon as
 * nothing keeps it back, if it still holds. Looks that fail are counted beside, and change nothing else.
 */
export interface Memory {
  /** Looks that succeeded. */
  readonly looks: number
  /** Looks in a row at which the condition held, and the first of them. */
  readonly holding?: { readonly since: string; readonly looks: number }
  readonly firing?: Firing
  /** Of the last state that counted as another. */
  readonly state_hash?: string
  /** When the condition was last told. */
  readonly told_at?: string
  /** Looks in a row that failed. */
  readonly failures: number
  readonly is_erroring_told?: boolean
}

interface Firing {
  readonly since: string
  /** Hash of the state that was told last; absent: it has not been told. */
  readonly told_hash?: string
  /** Of the state of which was written down that nobody was told. */
  readonly muted_hash?: string
}

export const freshMemory: Memory = { looks: 0, failures: 0 }

/** What of a monitor says which edges are told; absent members are no rule. */
export interface EdgeRules {
  readonly memory: MonitorMemory
  readonly isBaseline: boolean
  /** Absent: what the memory says. */
  readonly on?: readonly ConditionEdge[] | undefined
  readonly forLooks: number
  readonly forSeconds: number
  readonly cooldownSeconds: number
  readonly reminderSeconds: number | undefined
  readonly failuresToError: number
}

type ConditionEdge = Extract<AlertEdge, 'rising' | 'changed' | 'holding' | 'recovery'>

/** What came of a look. */
export type Verdict =
  | {
      readonly holds: boolean
      /** Whether firing may end; as `holds` says, where the monitor does not say `until`. */
      readonly hasEnded: boolean
      /** Of the state, as far as it has changed. */
      readonly hash: string
    }
  | 'failed'

/** An edge that is to be written down; `isMuted`: and told to nobody. */
export interface Edge {
  readonly edge: AlertEdge
  readonly isMuted: boolean
}

export interface Step {
  readonly memory: Memory
  readonly edges: readonly Edge[]
  readonly health: Exclude<MonitorHealth, 'stalled'>
  /** The monitor has told what it was to tell once. */
  readonly isCompleted: boolean
}

const defaultEdges: Readonly<Record<MonitorMemory, readonly ConditionEdge[]>> = {
  once: ['rising'],
  always: ['rising', 'holding'],
  track_state: ['rising', 'changed'],
}

/** What a look makes of what is remembered, and what there is to tell. Pure. */
export function afterLook(
  memory: Memory,
  verdict: Verdict,
  rules: EdgeRules,
  { now, isMuted }: { readonly now: Date; readonly isMuted: boolean },
): Step {
  if (verdict === 'failed') return afterFailure(memory, rules, isMuted)
  const restored: Edge[] = memory.is_erroring_told ? [{ edge: 'restored', isMuted }] : []
  const looked: Memory = {
    ...memory,
    ...{ failures: 0, looks: memory.looks + 1, state_hash: verdict.hash },
  }
  const { is_erroring_told: _told, holding: _holding, ...rest } = looked
  const held = holdingAfter(memory, verdict.holds, now)
  const base: Memory = { ...rest, ...(held ? { holding: held } : {}) }
  const { memory: after, edge } = firingAfter(base, verdict, rules, now)
  if (edge === undefined) return stepOf(after, restored, rules)
  const told = isMuted ? muted(after, edge, verdict.hash) : tell(after, edge, verdict.hash, now)
  const edges = [...restored, ...(told.isNew ? [{ edge, isMuted }] : [])]
  const isCompleted = rules.memory === 'once' && edge === 'rising' && !isMuted
  return { ...stepOf(told.memory, edges, rules), isCompleted }
}

/** Whether a look that came to this would be told, if nothing kept it back. */
export function wouldTell(memory: Memory, verdict: Verdict, rules: EdgeRules, now: Date): boolean {
  return afterLook(memory, verdict, rules, { now, isMuted: false }).edges.length > 0
}

function afterFailure(memory: Memory, rules: EdgeRules, isMuted: boolean): Step {
  const failures = memory.failures + 1
  const isDue = failures >= rules.failuresToError && memory.is_erroring_told !== true
  const counted: Memory = { ...memory, failures }
  if (!isDue) return stepOf(counted, [], rules)
  // Muted ones are tried again: who is not told now is told when nothing silences it any more.
  const isFirst = failures === rules.failuresToError
  const edges = isMuted && !isFirst ? [] : [{ edge: 'erroring' as const, isMuted }]
  return stepOf(isMuted ? counted : { ...counted, is_erroring_told: true }, edges, rules)
}

function stepOf(memory: Memory, edges: readonly Edge[], rules: EdgeRules): Step {
  return { memory, edges, health: healthOf(memory, rules), isCompleted: false }
}

export function healthOf(
  memory: Memory,
  { failuresToError }: Pick<EdgeRules, 'failuresToError'>,
): Step['health'] {
  if (memory.failures >= failuresToError) return 'erroring'
  if (memory.firing) return 'firing'
  return memory.looks > 0 ? 'ok' : 'unknown'
}

function holdingAfter(memory: Memory, holds: boolean, now: Date): Memory['holding'] {
  if (!holds) return undefined
  const { since, looks } = memory.holding ?? { since: now.toISOString(), looks: 0 }
  return { since, looks: looks + 1 }
}

/** Moves between quiet and firing. @returns the edge that is due, if one is. */
function firingAfter(
  memory: Memory,
  { holds, hasEnded, hash }: Exclude<Verdict, 'failed'>,
  rules: EdgeRules,
  now: Date,
): { readonly memory: Memory; readonly edge?: AlertEdge | undefined } {
  const { firing, ...quiet } = memory
  const on = rules.on ?? defaultEdges[rules.memory]
  if (firing && !holds && hasEnded) {
    const isTold = firing.told_hash !== undefined && on.includes('recovery')
    return { memory: quiet, edge: isTold ? 'recovery' : undefined }
  }
  if (!firing && rules.isBaseline && memory.looks === 1 && holds) {
    return { memory: { ...quiet, firing: { since: now.toISOString(), told_hash: hash } } }
  }
  if (!firing && !hasHeldLong(memory, rules, now)) return { memory }
  const firingNow = firing ?? { since: now.toISOString() }
  // Where a rise is not told, it is as if it had been: what comes after it may be.
  const isSilentRise = firingNow.told_hash === undefined && !on.includes('rising')
  const standing = isSilentRise ? { ...firingNow, told_hash: hash } : firingNow
  const after = { ...memory, firing: standing }
  return { memory: after, edge: dueEdge(after, { holds, hash }, { ...rules, on }, now) }
}

function dueEdge(
  { told_at: lastToldAt, firing }: Memory & { readonly firing: Firing },
  { holds, hash }: { readonly holds: boolean; readonly hash: string },
  rules: EdgeRules & { readonly on: readonly ConditionEdge[] },
  now: Date,
): AlertEdge | undefined {
  const toldAt = lastToldAt === undefined ? undefined : Date.parse(lastToldAt)
  const quietSeconds = toldAt === undefined ? Infinity : (now.getTime() - toldAt) / 1000
  // `until` keeps firing what does not hold any more: there is nothing new to tell of it.
  if (!holds || quietSeconds < rules.cooldownSeconds) return undefined
  if (firing.told_hash === undefined) return 'rising'
  if (firing.told_hash !== hash && rules.on.includes('changed')) return 'changed'
  if (rules.on.includes('holding')) return 'holding'
  const { reminderSeconds } = rules
  return reminderSeconds !== undefined && quietSeconds >= reminderSeconds ? 'reminder' : undefined
}

function hasHeldLong({ holding }: Memory, rules: EdgeRules, now: Date): boolean {
  if (!holding || holding.looks < rules.forLooks) return false
  return now.getTime() - Date.parse(holding.since) >= rules.forSeconds * 1000
}

/** Once it is told. */
function tell(memory: Memory, edge: AlertEdge, hash: string, now: Date) {
  const { firing } = memory
  if (edge === 'recovery' || !firing) return { memory, isNew: true }
  const { muted_hash: _muted, ...told } = { ...firing, told_hash: hash }
  return { memory: { ...memory, firing: told, told_at: now.toISOString() }, isNew: true }
}

/** Nobody is told; of one state that is written down once. */
function muted(memory: Memory, edge: AlertEdge, hash: string) {
  const { firing } = memory
  if (edge === 'recovery' || !firing) return { memory, isNew: true }
  const isNew = firing.muted_hash !== hash
  return { memory: { ...memory, firing: { ...firing, muted_hash: hash } }, isNew }
}
