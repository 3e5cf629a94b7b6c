import type { MonitorBody } from '@temporal-registry/contract/monitor'
import type { ProblemError } from '@temporal-registry/contract/problem'
import type { Expressions, Part } from '../expressions/expressions.ts'
import { isUuid } from '../platform/uuid-v7.ts'
import { alertPlace } from './alerts/alert-texts.ts'
import { conditionPlace } from './looks/judging.ts'
import { secretNamesIn, type Probes } from './probes/probes.ts'
import type { MonitorRow } from './store.ts'

export interface MonitorFindings {
  readonly errors: readonly ProblemError[]
  /** What is accepted, but may not be meant so. */
  readonly warnings: readonly ProblemError[]
}

/**
 * Says everything that keeps a monitor from working, at pointers into it.
 *
 * @throws Problem `search-not-configured`
 */
export type CheckMonitor = (body: MonitorBody) => Promise<MonitorFindings>

export interface CheckDeps {
  readonly expressions: Pick<Expressions, 'check'>
  readonly probes: Pick<Probes, 'faults' | 'assertComparable'>
  /** Faults of times; pointers begin in them. */
  readonly timesFaults: (schedule: MonitorBody['schedule']) => readonly ProblemError[]
  /** Those of the names under which no secret is stored. */
  readonly missingSecrets: (names: readonly string[]) => Promise<readonly string[]>
  /** Why messages cannot go to a channel, by its name, of those that they cannot go to. */
  readonly channelFaults: (names: readonly string[]) => Promise<ReadonlyMap<string, string>>
  readonly findNamed: (names: readonly string[]) => Promise<readonly MonitorRow[]>
}

/** Parents of parents, and so on. */
const maxGenerations = 20

export function createCheckMonitor(deps: CheckDeps): CheckMonitor {
  const { expressions, probes } = deps

  async function probeFaults({ probe, compare = {} }: MonitorBody): Promise<ProblemError[]> {
    probes.assertComparable(compare)
    const faults = await probes.faults(probe)
    return faults.map((fault) => ({ ...fault, pointer: `/probe${fault.pointer}` }))
  }

  async function expressionFaults(body: MonitorBody): Promise<readonly ProblemError[]> {
    const { condition, until, alert = {} } = body
    const conditions = [...bool('/condition', condition), ...bool('/until', until)]
    const texts = [...liquid('/alert/subject', alert.subject), ...liquid('/alert/text', alert.text)]
    const found = await Promise.all([
      conditions.length === 0 ? [] : expressions.check(conditionPlace, conditions),
      texts.length === 0 ? [] : expressions.check(alertPlace, texts),
    ])
    return found.flat()
  }

  function timesFaults({ schedule }: MonitorBody): ProblemError[] {
    const { cron, calendars, intervals, at } = schedule
    const saysTimes = [cron, calendars, intervals, at].some((times) => times && times.length > 0)
    return [
      ...(saysTimes ? [] : [{ pointer: '/schedule', detail: 'says no time to look' }]),
      ...deps
        .timesFaults(schedule)
        .map(({ pointer, detail }) => ({ pointer: `/schedule${pointer}`, detail })),
    ]
  }

  async function channelFaults({ alert }: MonitorBody): Promise<ProblemError[]> {
    const names = alert?.channels ?? []
    const faults = names.length === 0 ? new Map() : await deps.channelFaults(names)
    return names.flatMap((name, at) => {
      const detail: string | undefined = faults.get(name)
      return detail === undefined ? [] : [{ pointer: `/alert/channels/${at}`, detail }]
    })
  }

  async function parentFaults({ name, parents = [] }: MonitorBody): Promise<ProblemError[]> {
    const found = await deps.findNamed(parents)
    const known = new Set(found.map((one) => one.name))
    const missing = parents.flatMap((parent, at) =>
      known.has(parent) ? [] : [{ pointer: `/parents/${at}`, detail: 'there is no such monitor' }],
    )
    return (await isItsOwnAncestor(name, found))
      ? [...missing, { pointer: '/parents', detail: `«${name}» would depend on itself` }]
      : missing
  }

  async function isItsOwnAncestor(name: string, parents: readonly MonitorRow[]): Promise<boolean> {
    let generation = parents
    for (let count = 0; count < maxGenerations && generation.length > 0; count++) {
      if (generation.some((one) => one.name === name)) return true
      const names = new Set(generation.flatMap(({ body }) => body.parents ?? []))
      if (names.has(name)) return true
      generation = await deps.findNamed([...names])
    }
    return false
  }

  async function secretDoubts({ probe }: MonitorBody): Promise<ProblemError[]> {
    const names = secretNamesIn(probe)
    const missing = names.length === 0 ? [] : await deps.missingSecrets(names)
    return missing.map((name) => ({
      pointer: '/probe',
      detail: `there is no secret «${name}» yet; looks fail until there is`,
    }))
  }

  return async (body) => {
    const asked = await Promise.all([
      probeFaults(body),
      expressionFaults(body),
      channelFaults(body),
      parentFaults(body),
    ])
    const errors = [...timesFaults(body), ...ruleFaults(body), ...asked.flat()]
    return { errors, warnings: await secretDoubts(body) }
  }
}

/** What does not go together. */
function ruleFaults(body: MonitorBody) {
  const { name, until, condition, memory, alert = {}, maintenance = [] } = body
  const faults: ProblemError[] = []
  if (isUuid(name)) {
    faults.push({ pointer: '/name', detail: 'is written as ids are: nobody would find it by it' })
  }
  if (until !== undefined && condition === undefined) {
    faults.push({ pointer: '/until', detail: 'says when a condition ends that is not there' })
  }
  if (memory === 'once' && alert.on?.some((edge) => edge !== 'rising')) {
    const detail = 'a monitor whose memory is once tells of the rise, and then no more'
    faults.push({ pointer: '/alert/on', detail })
  }
  if (alert.digest && (alert.channels ?? []).length === 0) {
    faults.push({ pointer: '/alert/digest', detail: 'goes to no channel' })
  }
  for (const [at, window] of maintenance.entries()) {
    const pointer = `/maintenance/${at}`
    const zone = 'time_zone' in window ? window.time_zone : undefined
    if (zone !== undefined && !isZone(zone)) {
      faults.push({ pointer: `${pointer}/time_zone`, detail: `there is no zone «${zone}»` })
    }
    if (Date.parse(window.from) >= Date.parse(window.to)) {
      faults.push({ pointer, detail: 'ends before it begins' })
    } else if (window.from === window.to) faults.push({ pointer, detail: 'ends as it begins' })
  }
  return faults
}

function isZone(zone: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

function bool(pointer: string, cel: string | undefined): Part[] {
  return cel === undefined ? [] : [{ pointer, cel, result: 'bool' }]
}

function liquid(pointer: string, text: string | undefined): Part[] {
  return text === undefined ? [] : [{ pointer, liquid: text }]
}
