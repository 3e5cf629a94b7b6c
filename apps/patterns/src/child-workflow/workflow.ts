import {
  condition,
  defineQuery,
  defineSignal,
  executeChild,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow'
import { choice, flag, members, orElse, root, text } from '../input.ts'

// By its wire name: given the function, the SDK would ask for a type named as the function is.
const greeterType = 'cookbook.child-workflow.greeter.v1'

export interface Greetings {
  readonly at_once: string
  readonly later: string
}

interface ChildRun {
  readonly workflow_id: string
  readonly run_id: string
}

const policies = ['terminate', 'abandon', 'request_cancel'] as const
const policyOf = {
  terminate: 'TERMINATE',
  abandon: 'ABANDON',
  request_cancel: 'REQUEST_CANCEL',
} as const

const deliverSignal = defineSignal('deliver')
const childQuery = defineQuery<ChildRun | null>('child')

/** Greets by two children: one is awaited at once, one is held by its handle until `deliver` comes. */
export async function childWorkflow(input: unknown): Promise<Greetings> {
  const { name, parentClosePolicy } = readInput(input)
  let child: ChildRun | null = null
  let isDelivered = false
  setHandler(childQuery, () => child)
  setHandler(deliverSignal, () => {
    isDelivered = true
  })

  const { workflowId, runId } = workflowInfo()
  // With the run's id in it: an abandoned child of an earlier run may still have the other name.
  const idOf = (part: string) => `${workflowId}/${runId}/${part}`

  const atOnce = await executeChild<typeof greeter>(greeterType, {
    workflowId: idOf('at-once'),
    args: [{ greeting: 'Hello', name }],
  })

  // Returns once the child has started: from here on the policy holds, whatever becomes of us.
  const handle = await startChild<typeof greeter>(greeterType, {
    workflowId: idOf('later'),
    args: [{ greeting: 'Goodbye', name, wait: true }],
    parentClosePolicy: policyOf[parentClosePolicy],
  })
  child = { workflow_id: handle.workflowId, run_id: handle.firstExecutionRunId }

  await condition(() => isDelivered)
  await handle.signal(deliverSignal)
  return { at_once: atOnce, later: await handle.result() }
}

/** A workflow like any other: that it has a parent is nothing it has to know. */
export async function greeter(input: unknown): Promise<string> {
  const { greeting, name, wait } = readGreeterInput(input)
  let isDelivered = !wait
  setHandler(deliverSignal, () => {
    isDelivered = true
  })
  await condition(() => isDelivered)
  return `${greeting}, ${name}!`
}

export function readInput(input: unknown) {
  const found = members(root(input), ['name', 'parent_close_policy'])
  return {
    name: text(found.name, { minLength: 1, maxLength: 100 }),
    parentClosePolicy: orElse(found.parent_close_policy, 'terminate', (value) =>
      choice(value, policies),
    ),
  }
}

function readGreeterInput(input: unknown) {
  const { greeting, name, wait } = members(root(input), ['greeting', 'name', 'wait'])
  return {
    greeting: text(greeting, { minLength: 1, maxLength: 100 }),
    name: text(name, { minLength: 1, maxLength: 100 }),
    wait: orElse(wait, false, flag),
  }
}
