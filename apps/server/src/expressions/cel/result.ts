/** What is wanted of an expression where it stands. `scalar` is a string, number or bool: what keys are made of. */
export type ResultType = 'any' | 'bool' | 'string' | 'number' | 'scalar' | 'list' | 'map'

const celTypes: Readonly<Record<Exclude<ResultType, 'any'>, RegExp>> = {
  bool: /^bool$/,
  string: /^string$/,
  number: /^(?:int|uint|double)$/,
  scalar: /^(?:bool|string|int|uint|double|google\.protobuf\.(?:Timestamp|Duration))$/,
  list: /^list\b/,
  map: /^(?:map\b|record_)/,
}

/** Whether an expression of this type of CEL may stand where that result is wanted. */
export function fitsResult(type: string, result: ResultType): boolean {
  return result === 'any' || /^dyn\b/.test(type) || celTypes[result].test(type)
}

/** Whether a value, as JSON, is the result that is wanted. */
export function isResult(value: unknown, result: ResultType): boolean {
  switch (result) {
    case 'any':
      return true
    case 'bool':
      return typeof value === 'boolean'
    case 'string':
    case 'number':
      return typeof value === result
    case 'scalar':
      return ['string', 'number', 'boolean'].includes(typeof value)
    case 'list':
      return Array.isArray(value)
    case 'map':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
  }
}

export function describeResult(result: ResultType): string {
  return result === 'scalar' ? 'a string, number or bool' : `a ${result}`
}
