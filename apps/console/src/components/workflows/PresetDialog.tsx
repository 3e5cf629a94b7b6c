import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Kept, Preset, PresetStore } from '../../presets/preset-store.ts'
import styles from './PresetDialog.module.css'

interface PresetDialogProps {
  readonly store: PresetStore
  readonly kept: Kept
  /** What is written now, to be kept. */
  readonly input: unknown
  readonly onKept: (kept: Kept) => void
  readonly onClose: () => void
}

/** Keeps what is written under a name, and gives others new ones or takes them away. */
export function PresetDialog({ store, kept, input, onKept, onClose }: PresetDialogProps) {
  const [name, setName] = useState('')
  const [removed, setRemoved] = useState<Preset>()
  const [fault, setFault] = useState<string>()
  const wanted = name.trim()
  const isThere = kept.presets.some((preset) => preset.name === wanted)

  function keep(work: () => Kept) {
    try {
      onKept(work())
      setFault(undefined)
    } catch (error) {
      setFault(
        `The browser did not keep it: ${error instanceof Error ? error.message : 'it says not why'}`,
      )
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title="Presets of this type"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack">
        <p className="muted small">
          They are kept in this browser (localStorage) as plain text, for this type, until you
          delete them; so is the input of your last start. They are sent nowhere. Whoever uses this
          browser can read them: keep no secrets here.
        </p>
        <form
          className={styles['keep']}
          onSubmit={(event) => {
            event.preventDefault()
            if (wanted === '') return
            keep(() => store.save({ name: wanted, input }))
            setName('')
          }}
        >
          <TextInput
            label="Keep what is written as"
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Button type="submit" variant="filled" disabled={wanted === ''}>
            {isThere ? 'Replace' : 'Keep'}
          </Button>
        </form>
        {fault ? (
          <p role="alert" style={{ color: 'var(--bad)' }}>
            {fault}
          </p>
        ) : null}
        {kept.presets.length === 0 ? null : (
          <ul className={styles['presets']} aria-label="Kept presets">
            {kept.presets.map((preset) => (
              <PresetLine
                key={preset.name}
                preset={preset}
                onRename={(to) => keep(() => store.rename(preset.name, to))}
                onRemove={() => {
                  keep(() => store.remove(preset.name))
                  setRemoved(preset)
                }}
              />
            ))}
          </ul>
        )}
        {removed ? (
          <p className="row small" role="status">
            «{removed.name}» is deleted.
            <Button
              size="compact-xs"
              onClick={() => {
                keep(() => store.save(removed))
                setRemoved(undefined)
              }}
            >
              Bring it back
            </Button>
          </p>
        ) : null}
      </div>
    </Modal>
  )
}

interface PresetLineProps {
  readonly preset: Preset
  readonly onRename: (to: string) => void
  readonly onRemove: () => void
}

function PresetLine({ preset: { name }, onRename, onRemove }: PresetLineProps) {
  const [to, setTo] = useState<string>()
  if (to === undefined) {
    return (
      <li>
        <span className="wrap">{name}</span>
        <Button size="compact-xs" onClick={() => setTo(name)} aria-label={`Rename ${name}`}>
          Rename
        </Button>
        <Button size="compact-xs" onClick={onRemove} aria-label={`Delete ${name}`}>
          Delete
        </Button>
      </li>
    )
  }
  return (
    <li>
      <TextInput
        aria-label={`New name of ${name}`}
        maxLength={80}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        // The reader has just asked for it.
        autoFocus
      />
      <Button
        size="compact-xs"
        variant="filled"
        disabled={to.trim() === ''}
        onClick={() => {
          setTo(undefined)
          if (to.trim() !== name) onRename(to.trim())
        }}
      >
        Rename
      </Button>
      <Button size="compact-xs" onClick={() => setTo(undefined)}>
        Not now
      </Button>
    </li>
  )
}
