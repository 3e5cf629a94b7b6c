import type { Options } from './options.ts'

/** What a worker sends when it registers. */
export interface Registration {
  readonly worker_id: string
  readonly task_queue: string
  readonly ttl_seconds: number
  readonly workflows: readonly Spec[]
}

export interface Spec {
  readonly workflow_type: string
  readonly task_queue: string
  readonly input_schema: Record<string, unknown>
  readonly [member: string]: unknown
}

export interface Population {
  /** Begins every name. */
  readonly prefix: string
  /** Workers of one deployment announce the same types on the same task queue. */
  readonly deployments: number
  readonly workersEach: number
  readonly typesEach: number
  /** `shared`: every deployment has the same schemas; `distinct`: no two types have. */
  readonly schemas: 'shared' | 'distinct'
  /** `rich`: some 1,600 bytes a type, documented and with an example; `plain`: half of that. */
  readonly specs: 'rich' | 'plain'
  readonly ttlSeconds?: number
}

const hourSeconds = 3_600
const words =
  'order invoice payment customer refund shipment parcel stock ledger account balance transfer ' +
  'report audit export import review approval contract renewal trial usage quota region tenant ' +
  'webhook delivery retry schedule reminder digest mailbox archive snapshot restore migrate rotate ' +
  'the a of for each when before after until without every new open closed failed pending'
const vocabulary = words.split(' ')

/** Registrations of so many deployments, the same at every go. */
export function registrationsOf(population: Population, routes: Options['routes']): Registration[] {
  const { prefix, deployments, workersEach, typesEach, schemas, specs, ttlSeconds } = population
  return range(deployments).flatMap((deployment) => {
    const name = `${prefix}-d${pad(deployment)}`
    const workflows = range(typesEach).map((type) =>
      specOf({
        type: `${name}.type-${pad(type)}.v1`,
        taskQueue: name,
        seed: deployment * typesEach + type,
        schemaSeed: schemas === 'shared' ? type : deployment * typesEach + type,
        isPlain: specs === 'plain',
        routes,
      }),
    )
    return range(workersEach).map((worker) => ({
      worker_id: `${name}-w${pad(worker)}`,
      task_queue: name,
      ttl_seconds: ttlSeconds ?? hourSeconds,
      workflows,
    }))
  })
}

/** Names of the types among registrations, each once. */
export function typeNames(registrations: readonly Registration[]): string[] {
  const names = registrations.flatMap(({ workflows }) =>
    workflows.map((spec) => spec.workflow_type),
  )
  return [...new Set(names)]
}

interface SpecParts {
  readonly type: string
  readonly taskQueue: string
  readonly seed: number
  readonly schemaSeed: number
  readonly isPlain: boolean
  readonly routes: Options['routes']
}

function specOf({ type, taskQueue, seed, schemaSeed, isPlain, routes }: SpecParts): Spec {
  const text = textOf(seed)
  const ofOriginal = {
    workflow_type: type,
    task_queue: taskQueue,
    version: '1.4.0',
    description: text(isPlain ? 8 : 24),
    input_schema: isPlain ? plainSchema(schemaSeed) : richSchema(schemaSeed),
    labels: { team: text(1), tier: String(seed % 3), area: text(1) },
  }
  if (isPlain || routes === 'original') return ofOriginal
  return {
    ...ofOriginal,
    owner: `${text(1)}@example.com`,
    docs_url: `https://docs.example.com/${type}`,
    examples: [{ name: 'usual', input: exampleInput(schemaSeed) }],
  }
}

/** An input that fits the rich schema of this seed. */
export function exampleInput(seed: number): Record<string, unknown> {
  const id = memberName(seed)
  return {
    [id]: 'ab-1234',
    amount: 12.5,
    count: 3,
    kind: 'full',
    tags: ['x', 'y'],
    contact: { email: 'someone@example.com' },
  }
}

function richSchema(seed: number): Record<string, unknown> {
  const text = textOf(seed + 7_919)
  const id = memberName(seed)
  return {
    type: 'object',
    required: [id, 'amount'],
    additionalProperties: false,
    properties: {
      [id]: { type: 'string', pattern: '^[a-z]{2}-[0-9]{4,12}$', description: text(8) },
      amount: { type: 'number', minimum: 0, maximum: 1_000_000 + seed, description: text(6) },
      count: { type: 'integer', minimum: 0, default: 1 },
      kind: { enum: ['full', 'partial', 'none'], description: text(5) },
      tags: { type: 'array', maxItems: 20, items: { type: 'string', maxLength: 64 } },
      contact: {
        type: 'object',
        required: ['email'],
        properties: { email: { type: 'string', maxLength: 200 }, name: { type: 'string' } },
      },
    },
  }
}

function plainSchema(seed: number): Record<string, unknown> {
  return {
    type: 'object',
    required: [memberName(seed)],
    properties: {
      [memberName(seed)]: { type: 'string', maxLength: 40 + seed },
      count: { type: 'integer', minimum: 0 },
      reason: { type: 'string', description: textOf(seed + 7_919)(5) },
    },
  }
}

function memberName(seed: number): string {
  return `${vocabulary[seed % 40] ?? 'item'}_id`
}

/** Texts that follow from a seed: they compress as text does, and are the same at every go. */
function textOf(seed: number): (count: number) => string {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 8
  return (count) =>
    range(count)
      .map(() => vocabulary[next() % vocabulary.length])
      .join(' ')
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at)
}

function pad(number: number): string {
  return String(number).padStart(4, '0')
}
