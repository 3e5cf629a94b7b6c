import { Button, Select } from '@mantine/core'
import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import { useState } from 'react'
import type { Kept, PresetStore } from '../../presets/preset-store.ts'
import { PresetDialog } from './PresetDialog.tsx'

/** Where an input was taken from; its key tells it from all others. */
export interface Filling {
  readonly key: string
  readonly input: unknown
}

interface StartFillingProps {
  readonly examples: WorkflowInfo['examples']
  readonly store: PresetStore
  /** What is written now. */
  readonly input: unknown
  /** The key of what was filled in. */
  readonly filled: string | undefined
  readonly onFill: (filling: Filling) => void
}

/** The key of the last start's input; others are made of a kind and a name. */
const lastKey = 'last'

/** Fills in what somebody has written before: the type's examples, what is kept here, the last input. */
export function StartFilling({ examples, store, input, filled, onFill }: StartFillingProps) {
  const [kept, setKept] = useState<Kept>(() => store.read())
  const [isKeeping, setIsKeeping] = useState(false)
  const fillings = fillingsOf(examples, kept)
  const itemsOf = (kind: string) =>
    fillings
      .filter(({ key }) => key.startsWith(kind))
      .map(({ key }) => ({ value: key, label: key === lastKey ? 'Last input' : nameOf(key) }))
  const groups = [
    { group: 'Examples of the type', items: itemsOf('example:') },
    { group: 'Kept in this browser', items: [...itemsOf('preset:'), ...itemsOf(lastKey)] },
  ].filter(({ items }) => items.length > 0)
  return (
    <>
      {groups.length > 0 ? (
        <Select
          aria-label="Fill in"
          placeholder="Fill in…"
          w={190}
          data={groups}
          value={fillings.some(({ key }) => key === filled) ? (filled ?? null) : null}
          onChange={(key) => {
            const chosen = fillings.find((one) => one.key === key)
            if (chosen) onFill(chosen)
          }}
        />
      ) : null}
      <Button onClick={() => setIsKeeping(true)}>Presets…</Button>
      {isKeeping ? (
        <PresetDialog
          {...{ store, kept, input }}
          onKept={setKept}
          onClose={() => setIsKeeping(false)}
        />
      ) : null}
    </>
  )
}

function fillingsOf(examples: WorkflowInfo['examples'], kept: Kept): readonly Filling[] {
  return [
    ...examples.map(({ name, input }) => ({ key: `example:${name}`, input })),
    ...kept.presets.map(({ name, input }) => ({ key: `preset:${name}`, input })),
    ...(kept.last ? [{ key: lastKey, input: kept.last.input }] : []),
  ]
}

const nameOf = (key: string) => key.slice(key.indexOf(':') + 1)
