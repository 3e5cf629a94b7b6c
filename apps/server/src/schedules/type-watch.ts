import { anything, joined, nothing, type View, type ViewedType } from '../registry/registry.ts'
import { readyQueues } from './fingerprint.ts'

/** Notices when schedules have something to follow. It looks at what a change touched, not at every type. */
export interface TypeWatch {
  /** Whether a type is ready elsewhere, or declares something else, since `answered`. */
  isDue(): boolean
  /** Whether any type declares schedules. */
  declaresAny(): boolean
  /** What was due until now has been seen to. */
  answered(): void
  stop(): void
}

export function watchTypes(
  view: Pick<View, 'typeNames' | 'findType' | 'onChange' | 'revision'>,
): TypeWatch {
  const prints = new Map<string, string>()
  const declaring = new Set<string>()
  let pending = anything
  let hasMoved = false
  const stop = view.onChange((touched) => {
    pending = joined(pending, touched)
  })

  function look(): void {
    // Before the first state is read, every type would seem to be gone.
    if (view.revision() === 0) return
    const { all, types } = pending
    pending = nothing
    const names = all ? new Set([...prints.keys(), ...view.typeNames()]) : types
    for (const name of names) note(name, view.findType(name))
  }

  function note(name: string, type: ViewedType | undefined): void {
    if (type && type.spec.schedules.length > 0) declaring.add(name)
    else declaring.delete(name)
    const before = prints.get(name)
    const after = type && `${type.revision}\n${readyQueues(type).join('\n')}`
    if (before === after) return
    hasMoved = true
    if (after === undefined) prints.delete(name)
    else prints.set(name, after)
  }

  return {
    isDue() {
      look()
      return hasMoved
    },
    declaresAny: () => declaring.size > 0,
    answered() {
      hasMoved = false
    },
    stop,
  }
}
