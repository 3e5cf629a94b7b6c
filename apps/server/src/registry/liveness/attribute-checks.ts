import { status as Code } from '@grpc/grpc-js'
import type { ActualSearchAttribute } from '@temporal-registry/contract/search-attributes'
import type { SearchAttributeDeclaration } from '@temporal-registry/contract/workflow-spec'
import type { Log } from '../../platform/log.ts'
import { grpcStatusOf } from '../../platform/temporal-problems.ts'
import type { Temporal } from '../../platform/temporal.ts'
import type { SearchAttributes } from '../../search-attributes/search-attributes.ts'
import type { AttributeEvidence } from './attributes.ts'
import type { View } from '../view.ts'

/**
 * How long after a look the next one comes: soon while attributes are being made, now and then while one is
 * in conflict or refused, which an operator may mend by hand, and seldom when all is well.
 */
const intervalMs = { making: 250, faulty: 3_000, settled: 15_000 }
/** What Temporal refused to make is asked for again after this, or as soon as its list has changed. */
const refusedForMs = 30_000
const tickMs = 100

type Calls = Pick<SearchAttributes, 'list' | 'add' | 'whyUnusable'>
type Declared = ReturnType<View['declarations']['types']>
type Wanted = Pick<SearchAttributeDeclaration, 'name' | 'type'>

export interface AttributeChecks {
  /** Looks now, makes what is missing, and tells the view. Callers that come during a look share the next. */
  checkNow(): Promise<void>
  /** Begins to look whenever something new is declared, and from time to time. */
  start(): void
  close(): void
}

/**
 * Makes sure that the attributes which types declare exist, have the declared type, and are taken by Temporal
 * before a type is ready. Any replica does; making an attribute twice changes nothing. Nothing declared
 * costs no call.
 */
export function createAttributeChecks(
  temporal: Pick<Temporal, 'fault'>,
  calls: Calls,
  view: View,
  { now, log }: { readonly now: () => number; readonly log: Log },
): AttributeChecks {
  /** Names that Temporal took, with the type they had then. */
  const proven = new Map<string, string>()
  const refusals = new Map<string, { readonly why: string; readonly atMs: number }>()
  let looked: { readonly declared: Declared; readonly atMs: number } | undefined
  let lastList = ''
  let current: Promise<void> | undefined
  let next: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  function checkNow(): Promise<void> {
    if (!current) return begin()
    // The look under way may have begun before what this caller knows of.
    next ??= current.then(() => {
      next = undefined
      return begin()
    })
    return next
  }

  function begin(): Promise<void> {
    current = check().finally(() => {
      current = undefined
    })
    return current
  }

  async function check(): Promise<void> {
    const declared = view.declarations.types()
    try {
      view.setAttributeEvidence(await look(declared))
    } catch (error) {
      // Other failures say nothing about attributes: what was known of them stands.
      if (isDenied(error) && view.attributeEvidence().kind === 'unchecked') {
        view.setAttributeEvidence({ kind: 'unknown', detail: detailOf(error) })
      }
      log.debug({ err: error }, 'search attributes could not be looked up')
    } finally {
      looked = { declared, atMs: now() }
    }
  }

  async function look(declared: Declared): Promise<AttributeEvidence> {
    if (declared.size === 0) {
      return { kind: 'checked', actual: new Map(), usable: new Set(), refusals: new Map() }
    }
    const before = await calls.list()
    // Somebody may have made room for what was refused.
    if (JSON.stringify(before) !== lastList) refusals.clear()
    const present = new Set(before.map(({ name }) => name))
    for (const name of proven.keys()) if (!present.has(name)) proven.delete(name)
    const wanted = [...declared].map(([name, type]) => ({ name, type }))
    const isMaking = await make(wanted.filter(({ name }) => !present.has(name)))
    const list = isMaking ? await calls.list() : before
    lastList = JSON.stringify(list)
    const actual = new Map(
      list.filter(({ name }) => declared.has(name)).map((one) => [one.name, one]),
    )
    for (const name of actual.keys()) refusals.delete(name)
    await prove([...actual.values()].filter(({ name, type }) => proven.get(name) !== type))
    const usable = [...actual.values()].filter(({ name, type }) => proven.get(name) === type)
    return {
      kind: 'checked',
      actual,
      usable: new Set(usable.map(({ name }) => name)),
      refusals: new Map([...refusals].map(([name, { why }]) => [name, why])),
    }
  }

  /** True when something was asked for. All at once, and one by one where Temporal refuses the whole. */
  async function make(missing: readonly Wanted[]): Promise<boolean> {
    const due = missing.filter(({ name }) => {
      const refusal = refusals.get(name)
      return refusal === undefined || now() - refusal.atMs >= refusedForMs
    })
    if (due.length === 0) return false
    const isMade = await tryMake(due)
    if (!isMade && due.length > 1) for (const attribute of due) await tryMake([attribute])
    return true
  }

  async function tryMake(attributes: readonly Wanted[]): Promise<boolean> {
    const names = attributes.map(({ name }) => name)
    try {
      await calls.add(attributes)
      log.info({ search_attributes: names }, 'search attributes made')
      return true
    } catch (error) {
      // Where replicas were in each other's way, or Temporal is away, the next look tries again.
      const isRefused = isDenied(error) || grpcStatusOf(error)?.code === Code.INVALID_ARGUMENT
      if (!isRefused || attributes.length > 1) return false
      const why = detailOf(error)
      for (const name of names) refusals.set(name, { why, atMs: now() })
      log.warn({ search_attributes: names, why }, 'a search attribute could not be made')
      return false
    }
  }

  /** Notes which of them Temporal takes: one question for all, and one each where the answer is no. */
  async function prove(unproven: readonly ActualSearchAttribute[]): Promise<void> {
    for (const { name } of unproven) proven.delete(name)
    const names = unproven.map(({ name }) => name)
    const areAllTaken = names.length > 1 && (await calls.whyUnusable(names)) === undefined
    for (const { name, type } of unproven) {
      const isTaken = areAllTaken || (await calls.whyUnusable([name])) === undefined
      if (isTaken) proven.set(name, type)
    }
  }

  function isDue(): boolean {
    const declared = view.declarations.types()
    if (declared.size === 0) return false
    if (looked?.declared !== declared) return true
    return now() - looked.atMs >= intervalMs[stateOf(declared, view.attributeEvidence())]
  }

  function tick(): void {
    if (temporal.fault() === undefined && !current && isDue()) void checkNow()
    timer = setTimeout(tick, tickMs)
  }

  return { checkNow, start: tick, close: () => clearTimeout(timer) }
}

function stateOf(declared: Declared, evidence: AttributeEvidence): keyof typeof intervalMs {
  if (evidence.kind === 'unchecked') return 'faulty'
  if (evidence.kind === 'unknown') return 'settled'
  const { actual, usable, refusals } = evidence
  const isMaking = [...declared.keys()].some((name) => !usable.has(name) && !refusals.has(name))
  if (isMaking) return 'making'
  const isFaulty = [...declared].some(([name, type]) => actual.get(name)?.type !== type)
  return isFaulty ? 'faulty' : 'settled'
}

function isDenied(error: unknown): boolean {
  const denials: readonly (number | undefined)[] = [
    Code.PERMISSION_DENIED,
    Code.UNAUTHENTICATED,
    Code.UNIMPLEMENTED,
  ]
  return denials.includes(grpcStatusOf(error)?.code)
}

function detailOf(error: unknown): string {
  return grpcStatusOf(error)?.details ?? String(error)
}
