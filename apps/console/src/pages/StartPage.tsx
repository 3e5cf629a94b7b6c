import { gatewayUrl } from '../base.ts'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ProblemError } from '@temporal-registry/contract/problem'
import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import { isApiError } from '@temporal-registry/sdk/client'
import { useMemo, useState } from 'react'
import { FormOrJson } from '../components/FormOrJson.tsx'
import { JsonEditor } from '../components/JsonEditor.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { ProblemNotice } from '../components/ProblemNotice.tsx'
import { SchemaFormLater } from '../components/SchemaFormLater.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { StartFilling, type Filling } from '../components/workflows/StartFilling.tsx'
import {
  choicesOf,
  noOptions,
  StartOptions,
  type Options,
} from '../components/workflows/StartOptions.tsx'
import { StartPlan } from '../components/workflows/StartPlan.tsx'
import { StartSnippets } from '../components/workflows/StartSnippets.tsx'
import { StatusMark } from '../components/StateMark.tsx'
import { useStartCheck } from '../components/workflows/use-start-check.ts'
import { paths } from '../paths.ts'
import { createPresetStore } from '../presets/preset-store.ts'
import { splitErrors } from '../problem-text.ts'
import { runsKey } from '../queries/keys.ts'
import { typeQuery } from '../queries/registry.ts'
import { runInputQuery } from '../queries/runs.ts'
import { hasField, pointerTokens } from '../schema/form-schema.ts'
import { useGateway } from '../session/gateway.tsx'
import type { StartChoices } from '../start-snippets.ts'
import { Columns } from '../ui/Columns.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** Starts a run, from a form that its type's schema draws. */
export function StartPage() {
  const { workflowType } = useParams({ from: '/workflows/$workflowType/start' })
  const { example, run, run_id: runId } = useSearch({ from: '/workflows/$workflowType/start' })
  const gateway = useGateway()
  const query = useQuery(typeQuery(gateway, workflowType))
  const earlier = useQuery({
    ...runInputQuery(gateway, run ?? '', runId),
    enabled: run !== undefined,
  })
  const type = query.data
  const shown = type?.examples.find(({ name }) => name === example)
  const filling =
    run === undefined ? shown && fillingOf(shown) : earlier.data && again(earlier.data)
  return (
    <>
      <PageHead
        title={`Start ${workflowType}`}
        above={<Link {...paths.workflow(workflowType)}>{workflowType}</Link>}
        beside={type ? <StatusMark status={type.status} reason={type.reason} /> : null}
        lead={
          run === undefined ? (
            type?.description
          ) : (
            <>
              With the input of{' '}
              <Link {...paths.run(run, runId)} className="code">
                {run}
              </Link>
            </>
          )
        }
      />
      <ListStates
        label="the form"
        query={run === undefined ? query : earlier}
        count={type && (run === undefined || earlier.data) ? 1 : 0}
        empty={null}
      >
        {type ? <StartForm key={type.workflow_type} type={type} filling={filling} /> : null}
      </ListStates>
    </>
  )
}

const fillingOf = ({ name, input }: WorkflowInfo['examples'][number]): Filling => ({
  key: `example:${name}`,
  input,
})

/** What an earlier run began with; a run may have begun with nothing. */
const again = ({ input }: { readonly input: unknown }): Filling => ({ key: 'run', input })

interface StartFormProps {
  readonly type: WorkflowInfo
  /** What the form begins with, if not with nothing. */
  readonly filling: Filling | undefined
}

function StartForm({ type, filling }: StartFormProps) {
  const { workflow_type: workflowType, input_schema: schema, examples } = type
  const gateway = useGateway()
  const navigate = useNavigate({ from: '/workflows/$workflowType/start' })
  const hasSchema = Object.keys(schema).length > 0
  const [isForm, setIsForm] = useState(hasSchema)
  const [filled, setFilled] = useState(filling?.key)
  const [input, setInput] = useState<unknown>(filling?.input ?? (hasSchema ? undefined : {}))
  const store = useMemo(
    () => createPresetStore(localStorage, { namespace: gateway.namespace, workflowType }),
    [gateway.namespace, workflowType],
  )
  const [options, setOptions] = useState<Options>(noOptions)
  const [isEdited, setIsEdited] = useState(filling !== undefined)
  const [isBroken, setIsBroken] = useState(false)
  const body: StartChoices = useMemo(() => ({ ...choicesOf(options), input }), [options, input])
  const check = useStartCheck(workflowType, body)
  const start = useStart(workflowType, body, () => store.noteLast(input))

  const hasPlace = (pointer: string) =>
    pointer.startsWith('/input')
      ? !isForm || hasField(schema, pointerTokens(pointer).slice(1))
      : pointerTokens(pointer).length === 1
  // What was refused on sending stands until something is changed; then what is found while typing.
  const refusal = start.error ?? check?.refusal
  const found = isApiError(refusal) ? (refusal.problem?.errors ?? []) : []
  const { atFields, above } = splitErrors(isEdited || start.error ? found : [], hasPlace)

  const inputFaults = atFields.filter(({ pointer }) => pointer.startsWith('/input'))

  function change(next: () => void) {
    next()
    setIsEdited(true)
    start.reset()
  }

  return (
    <form
      // What is wrong, the gateway says, in its words.
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setIsEdited(true)
        if (whyNotNow(type, isBroken) === undefined) start.mutate()
      }}
    >
      <Columns
        beside={
          <>
            <Panel title="Options">
              <StartOptions
                options={options}
                onChange={(next) => change(() => setOptions(next))}
                faultOf={(member) => faultAt(atFields, `/${member}`)}
              />
            </Panel>
            <StartPlan plan={check?.plan} refusal={check?.refusal} />
            <StartSnippets
              facts={{
                url: gatewayUrl,
                namespace: namespaceOf(gateway),
                needsToken: gateway.session.token_needed,
                workflowType,
                body,
              }}
            />
          </>
        }
      >
        <Panel
          title="Input"
          aside={
            <div className="row">
              <StartFilling
                examples={examples}
                store={store}
                input={input}
                filled={filled}
                onFill={(filling) => {
                  change(() => setInput(filling.input))
                  setFilled(filling.key)
                }}
              />
              {hasSchema ? (
                <FormOrJson what="input" isForm={isForm} isBroken={isBroken} onChange={setIsForm} />
              ) : null}
            </div>
          }
        >
          <div className="stack">
            {start.error || (isEdited && above.length > 0) ? (
              <ProblemNotice error={refusal} errors={above} />
            ) : null}
            {isForm ? (
              <SchemaFormLater
                key={filled ?? ''}
                schema={schema}
                value={input}
                onChange={(value) => {
                  // Filling in defaults is no edit of the reader's.
                  if (JSON.stringify(value) !== JSON.stringify(input)) {
                    if (input === undefined) setInput(value)
                    else change(() => setInput(value))
                  }
                }}
                onBroken={setIsBroken}
                errors={inputFaults}
                under="/input"
              />
            ) : (
              <JsonEditor
                key={filled ?? ''}
                label="Input as JSON"
                value={input}
                onChange={(value) => change(() => setInput(value))}
                onBroken={setIsBroken}
                faults={inputFaults.map((fault) => ({
                  ...fault,
                  pointer: fault.pointer.slice('/input'.length),
                }))}
              />
            )}
            <div className="row">
              <ScopedButton
                scope="start"
                type="submit"
                variant="filled"
                size="sm"
                loading={start.isPending}
                whyNot={whyNotNow(type, isBroken)}
              >
                Start
              </ScopedButton>
              <Button
                size="sm"
                variant="subtle"
                onClick={() => void navigate(paths.workflow(workflowType))}
              >
                Not now
              </Button>
            </div>
          </div>
        </Panel>
      </Columns>
    </form>
  )
}

function useStart(workflowType: string, body: StartChoices, onStarted: () => void) {
  const { client, namespace } = useGateway()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => client.workflows.start(workflowType, body, { idempotencyKey: 'auto' }),
    onSuccess: async (run) => {
      onStarted()
      void queryClient.invalidateQueries({ queryKey: runsKey(namespace) })
      await navigate(paths.run(run.workflow_id, run.run_id))
    },
  })
}

function whyNotNow({ enabled }: WorkflowInfo, isBroken: boolean): string | undefined {
  if (!enabled) return 'The type is disabled'
  return isBroken ? 'The input is no JSON yet' : undefined
}

function faultAt(errors: readonly ProblemError[], pointer: string): string | undefined {
  return errors.find((error) => error.pointer === pointer)?.detail
}

function namespaceOf({ namespace, namespaces }: ReturnType<typeof useGateway>): string | undefined {
  return namespaces.some(({ name, is_default: isDefault }) => isDefault && name === namespace)
    ? undefined
    : namespace
}
