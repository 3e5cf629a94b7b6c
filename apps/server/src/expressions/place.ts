/**
 * What a variable holds. `dyn` is any JSON: what is in it is known at evaluation only. A record's
 * fields are known when an expression is saved, so that a misspelt one is refused there.
 */
export type VariableType =
  | 'dyn'
  | 'string'
  | 'bool'
  | 'int'
  | 'double'
  | 'timestamp'
  | 'duration'
  | { readonly fields: Fields }
  | { readonly items: VariableType }

export type Fields = Readonly<Record<string, VariableType>>

/** Where an expression stands: the variables that it may name. */
export interface Place {
  readonly variables: Fields
}

/** The variables' values, as JSON. What is absent is null. */
export type Context = Readonly<Record<string, unknown>>

export function isRecord(type: VariableType): type is { readonly fields: Fields } {
  return typeof type === 'object' && 'fields' in type
}

export function isList(type: VariableType): type is { readonly items: VariableType } {
  return typeof type === 'object' && 'items' in type
}

/** The type at a path of field names, as far as it is declared: `dyn` beyond, nothing where there is no such field. */
export function typeAt(
  { variables }: Place,
  path: readonly (string | number)[],
): VariableType | undefined {
  let type: VariableType = { fields: variables }
  for (const step of path) {
    if (isRecord(type)) {
      const field: VariableType | undefined = Object.hasOwn(type.fields, step)
        ? type.fields[step]
        : undefined
      if (field === undefined) return undefined
      type = field
    } else if (isList(type)) {
      type = typeof step === 'number' ? type.items : 'dyn'
    } else {
      return 'dyn'
    }
  }
  return type
}
