import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import type { StartBody } from '@temporal-registry/contract/dispatch'
import { Name } from '@temporal-registry/contract/shapes'
import { slugify, workflowIdOf } from '@temporal-registry/contract/slug'
import { idErrors } from '../platform/id-length.ts'
import type { StartIdentity } from './idempotency.ts'
import { counterPlaceholder, renderTemplate } from './id-template.ts'

/** Where the id of a run comes from. */
export type WorkflowId =
  /** Chosen by the caller: other runs may have it. */
  | { readonly kind: 'chosen'; readonly id: string }
  /** Made for this start alone. */
  | { readonly kind: 'made'; readonly id: string }
  /** Made of the next number of a name, which is claimed first. */
  | {
      readonly kind: 'claimed'
      readonly name: string
      readonly idOf: (counter: number | string) => string
    }

/** Longest name that a counter can have. */
const maxNameLength = 128

/** Decides where the id of a run comes from. @throws Problem `validation-failed` */
export function workflowIdFor(
  workflowType: string,
  body: StartBody,
  identity: Pick<StartIdentity, 'workflowId' | 'suffix' | 'isKeyed'>,
  now: Date,
): WorkflowId {
  if (body.workflow_id) return { kind: 'chosen', id: body.workflow_id }
  if (body.name) {
    const slug = slugOf(body.name, '/name')
    return { kind: 'claimed', name: body.name, idOf: (counter) => workflowIdOf(slug, counter) }
  }
  if (body.id_template === undefined) return { kind: 'made', id: identity.workflowId }
  return fromTemplate(body.id_template, workflowType, body, { identity, now })
}

function fromTemplate(
  template: string,
  type: string,
  { input = {}, args, id_time: idTime }: StartBody,
  { identity, now }: { identity: Pick<StartIdentity, 'suffix' | 'isKeyed'>; now: Date },
): WorkflowId {
  const time = idTime === undefined ? now : new Date(idTime)
  const values = { type, input, args, time, random: identity.suffix.slice(0, 8) }
  const { before, after, hasCounter, clockNames, errors } = renderTemplate(template, values)
  const [clockName] = clockNames
  if (identity.isKeyed && clockName !== undefined && idTime === undefined) {
    const detail = `is needed: with an Idempotency-Key, {{${clockName}}} has to mean the same when the start is repeated`
    throw refusal([{ pointer: '/id_time', detail }])
  }
  if (errors.length > 0) throw refusal(errors)
  if (!hasCounter) {
    const idFaults = faultsOf(before)
    if (idFaults.length > 0) throw refusal(idFaults)
    return { kind: 'chosen', id: before }
  }
  const name = before + after
  const idOf = (counter: number | string) => before + counter + after
  const nameFaults = faultsOf(idOf('1'.repeat(16)))
  if (name.length > maxNameLength) {
    const detail = `gives ${name.length} characters around ${counterPlaceholder}; a counter's name has at most ${maxNameLength}`
    nameFaults.push({ pointer: '/id_template', detail })
  }
  if (nameFaults.length > 0) throw refusal(nameFaults)
  slugOf(name, '/id_template')
  return { kind: 'claimed', name, idOf }
}

/** @throws Problem `slug-empty` */
function slugOf(name: string, pointer: string): string {
  const slug = slugify(name)
  if (slug !== '') return slug
  const detail = 'needs at least one of a-z or 0-9 to count by'
  throw new Problem('slug-empty', `«${name}» has no letter a-z or digit`, {
    errors: [{ pointer, detail }],
  })
}

const nameShape = new RegExp(String(Reflect.get(Name, 'pattern')))

/** What keeps a rendered template from being an id: the same as keeps a `workflow_id` from being one. */
function faultsOf(id: string): ProblemError[] {
  const pointer = '/id_template'
  if (!nameShape.test(id) || id === '.' || id === '..') {
    const detail = `gives «${id.replaceAll(/\p{Cc}/gu, '�')}», which is no workflow id: it is blank, a dot, or holds control characters`
    return [{ pointer, detail }]
  }
  return idErrors(id, pointer)
}

function refusal(errors: readonly ProblemError[]): Problem {
  const detail = `${errors[0]?.pointer ?? ''} ${errors[0]?.detail ?? ''}`
  return new Problem('validation-failed', detail, { errors })
}
