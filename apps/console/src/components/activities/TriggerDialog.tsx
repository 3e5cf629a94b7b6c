import { Button, Modal } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ActivityDefinition } from '@temporal-registry/contract/activity-definitions'
import { isApiError } from '@temporal-registry/sdk/client'
import { useState } from 'react'
import { paths } from '../../paths.ts'
import { splitErrors } from '../../problem-text.ts'
import { activitiesKey } from '../../queries/keys.ts'
import { hasField, pointerTokens } from '../../schema/form-schema.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { OutcomeMark } from './ActivityMarks.tsx'
import { JsonEditor } from '../JsonEditor.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { SchemaFormLater } from '../SchemaFormLater.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

interface TriggerDialogProps {
  readonly definition: ActivityDefinition
  readonly onClose: () => void
}

/** Runs a definition now, with an input if it takes one, and says what came of it. */
export function TriggerDialog({ definition, onClose }: TriggerDialogProps) {
  const { client, namespace } = useGateway()
  const { input_schema: schema } = definition.definition
  const [input, setInput] = useState<unknown>()
  const [isBroken, setIsBroken] = useState(false)
  const triggering = useChange(
    () => client.activityRuns.trigger(definition.name, input, { idempotencyKey: 'auto' }),
    { refreshes: activitiesKey(namespace) },
  )
  const { error, data: came } = triggering
  const found = isApiError(error) ? (error.problem?.errors ?? []) : []
  const { atFields, above } = splitErrors(
    found,
    (pointer) => !schema || hasField(schema, pointerTokens(pointer)),
  )

  function change(next: unknown) {
    if (JSON.stringify(next) === JSON.stringify(input)) return
    setInput(next)
    // Filling in defaults is no edit of the reader's.
    if (input !== undefined) triggering.reset()
  }

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`Run ${definition.name} now`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!isBroken) triggering.mutate()
        }}
      >
        <p className="small muted">
          It goes the way of every trigger: limits hold, and the ledger says what came of it.
          {definition.trigger_kind === 'event'
            ? ' There is no event: expressions that name event.data do not find it.'
            : ''}
        </p>
        {schema ? (
          <SchemaFormLater
            schema={schema}
            value={input}
            onChange={change}
            onBroken={setIsBroken}
            errors={atFields}
            under=""
          />
        ) : (
          <JsonEditor
            label="Input as JSON, if any"
            value={input}
            onChange={change}
            onBroken={setIsBroken}
            faults={atFields}
            minRows={4}
          />
        )}
        {error ? <ProblemNotice error={error} errors={above} /> : null}
        {came ? (
          <div role="status" className="row small">
            <OutcomeMark outcome={came.outcome} />
            <span className="wrap">{came.reason}</span>
            {came.run ? <Link {...paths.activityRun(came.run.id)}>Look at the run</Link> : null}
          </div>
        ) : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{came ? 'Close' : 'Not now'}</Button>
          <ScopedButton
            scope="start"
            type="submit"
            variant="filled"
            loading={triggering.isPending}
            whyNot={isBroken ? 'The input is no JSON yet' : undefined}
          >
            {came ? 'Run it again' : 'Run it'}
          </ScopedButton>
        </div>
      </form>
    </Modal>
  )
}
