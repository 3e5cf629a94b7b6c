/** An input that somebody keeps for a workflow type. */
export interface Preset {
  readonly name: string
  readonly input: unknown
}

/** What this browser keeps for one workflow type. */
export interface Kept {
  /** By name. */
  readonly presets: readonly Preset[]
  /** What the last start here was made with; absent before there was one. */
  readonly last?: { readonly input: unknown }
}

const nothing: Kept = { presets: [] }

/**
 * Inputs of one workflow type, kept by the browser for as long as it keeps anything, as plain text.
 * Writing throws when the browser has no room, or keeps nothing.
 */
export interface PresetStore {
  read(): Kept
  /** Adds one, or replaces that of the same name. */
  save(preset: Preset): Kept
  /** Gives one another name; one that had it is replaced. */
  rename(name: string, to: string): Kept
  remove(name: string): Kept
  /** Keeps what a start was made with; where there is no room for it, nothing. */
  noteLast(input: unknown): void
}

export function createPresetStore(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  { namespace, workflowType }: { readonly namespace: string; readonly workflowType: string },
): PresetStore {
  const key = `temporal-registry.presets ${JSON.stringify([namespace, workflowType])}`

  function read(): Kept {
    try {
      // Written by this module only; whatever else is there counts as nothing.
      const kept = JSON.parse(storage.getItem(key) ?? '') as Kept
      return Array.isArray(kept.presets) ? kept : nothing
    } catch {
      return nothing
    }
  }

  function write(kept: Kept): Kept {
    storage.setItem(key, JSON.stringify(kept))
    return kept
  }

  function change(work: (presets: readonly Preset[]) => readonly Preset[]): Kept {
    const kept = read()
    const presets = work(kept.presets).toSorted((a, b) => a.name.localeCompare(b.name))
    return write({ ...kept, presets })
  }

  const without = (presets: readonly Preset[], name: string) =>
    presets.filter((preset) => preset.name !== name)

  return {
    read,
    save: (preset) => change((presets) => [...without(presets, preset.name), preset]),
    rename: (name, to) =>
      change((presets) =>
        presets.flatMap((preset) => {
          if (preset.name === name) return [{ ...preset, name: to }]
          return preset.name === to ? [] : [preset]
        }),
      ),
    remove: (name) => change((presets) => without(presets, name)),
    noteLast(input) {
      try {
        write({ ...read(), last: { input } })
      } catch {
        // The start itself must not fail because its input could not be kept.
      }
    },
  }
}
