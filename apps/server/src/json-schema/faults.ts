/** What is wrong with a schema. */
export interface SchemaFault {
  /** RFC 6901, into the schema; '' is the root. */
  readonly pointer: string
  /** One sentence: what is wrong and what to do. */
  readonly detail: string
}

/** What is wrong with a value that a schema describes. */
export interface InputFault {
  /** RFC 6901, into the value; for a missing property the place where it should be. */
  readonly pointer: string
  readonly detail: string
  /** The schema's keyword that the value does not satisfy. */
  readonly keyword: string
}

/** Orders faults by their pointer, as texts. */
export function byPointer(one: { pointer: string }, other: { pointer: string }): number {
  if (one.pointer === other.pointer) return 0
  return one.pointer < other.pointer ? -1 : 1
}

/** The value cannot be judged within the bounds of `schemaLimits`. */
export class EvaluationTooCostly extends Error {
  override readonly name = 'EvaluationTooCostly'
}

/** A schema was to be evaluated that `findSchemaFaults` would have refused. */
export class UnusableSchema extends Error {
  override readonly name = 'UnusableSchema'
  readonly faults: readonly SchemaFault[]

  constructor(faults: readonly SchemaFault[]) {
    super(faults.map(({ pointer, detail }) => `${pointer || 'the root'}: ${detail}`).join('; '))
    this.faults = faults
  }
}
