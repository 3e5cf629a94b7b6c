import { Button } from '@mantine/core'
import type { ReadActivityDefinition } from '@temporal-registry/sdk/client'
import { definitionYaml } from '../../activities/definition-yaml.ts'
import { Panel } from '../../ui/Panel.tsx'
import { DiffView } from './DiffView.tsx'

interface ChangedSinceProps {
  /** As it was when the editing began. */
  readonly base: ReadActivityDefinition
  readonly now: ReadActivityDefinition
  readonly onTakeTheirs: () => void
  readonly onKeepMine: () => void
}

/** Shown when somebody else saved meanwhile: what they changed, and how to go on. */
export function ChangedSince({ base, now, onTakeTheirs, onKeepMine }: ChangedSinceProps) {
  return (
    <Panel title="It was changed since you began">
      <div className="stack" role="alert">
        <p className="small">
          {now.version === base.version
            ? 'Its state was changed, not what it says. '
            : `It is at version ${now.version} now. This is what was changed since version ${base.version}: `}
          Nothing was saved.
        </p>
        {now.version === base.version ? null : (
          <DiffView
            label="What was changed since"
            old={{
              name: `v${base.version}, where you began`,
              text: definitionYaml(base.definition),
            }}
            new={{ name: `v${now.version}, as it is now`, text: definitionYaml(now.definition) }}
          />
        )}
        <div className="row">
          <Button onClick={onKeepMine}>Keep my text, to save over it</Button>
          <Button onClick={onTakeTheirs}>Begin again with theirs</Button>
        </div>
      </div>
    </Panel>
  )
}
