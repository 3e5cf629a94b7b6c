import { api } from './proto.ts'

/** The part of Protobuf's reflection that is used. */
export interface MessageType {
  readonly fullName: string
  readonly fieldsArray: readonly Field[]
}

interface Field {
  readonly name: string
  readonly map: boolean
  readonly repeated: boolean
  readonly resolvedType: (MessageType | { readonly values: object }) | null
  resolve(): Field
}

interface Method {
  readonly name: string
  readonly resolvedRequestType: MessageType | null
  readonly resolvedResponseType: MessageType | null
  resolve(): Method
}

/** A field by which payloads are reached. */
export interface PayloadField {
  readonly name: string
  readonly type: MessageType
  readonly kind: 'map' | 'list' | 'single'
}

/** The messages of one call to Temporal's workflow service. */
export interface CallMessages {
  readonly request: MessageType
  readonly response: MessageType
}

export const payloadTypeName = '.temporal.api.common.v1.Payload'
/** Temporal itself reads search attributes; codecs of its SDKs do not see headers. */
const readableTypes: ReadonlySet<string> = new Set([
  '.temporal.api.common.v1.SearchAttributes',
  '.temporal.api.common.v1.Header',
])

let known:
  | { calls: Map<string, CallMessages>; fields: Map<MessageType, PayloadField[]> }
  | undefined

/** The messages of a method by its name in lower camel case, or nothing for what is no method. */
export function messagesOfCall(name: string): CallMessages | undefined {
  known ??= readService()
  return known.calls.get(name)
}

/** The fields of a message by which payloads that codecs encode are reached; none in most. */
export function payloadFieldsOf(type: MessageType): readonly PayloadField[] {
  known ??= readService()
  return known.fields.get(type) ?? []
}

/** Finds out once, by Temporal's own descriptors, where payloads can be: in fields of later versions too. */
function readService() {
  // The static types of the messages lack what they have at run time.
  const service = api.workflowservice.v1.WorkflowService as unknown as { methodsArray: Method[] }
  const calls = new Map<string, CallMessages>()
  for (const method of service.methodsArray) {
    const { name, resolvedRequestType: request, resolvedResponseType: response } = method.resolve()
    if (!request || !response) continue
    calls.set(`${name[0]?.toLowerCase() ?? ''}${name.slice(1)}`, { request, response })
  }
  const types = reachable(
    [...calls.values()].flatMap(({ request, response }) => [request, response]),
  )
  return { calls, fields: payloadFields(types) }
}

/** The types in the fields of these, and in the fields of those, with them. */
function reachable(roots: readonly MessageType[]): Map<MessageType, PayloadField[]> {
  const types = new Map<MessageType, PayloadField[]>()
  const toVisit = [...roots]
  for (let type = toVisit.pop(); type; type = toVisit.pop()) {
    if (types.has(type)) continue
    const fields = fieldsOf(type)
    types.set(type, fields)
    toVisit.push(...fields.map((field) => field.type))
  }
  return types
}

function fieldsOf({ fieldsArray }: MessageType): PayloadField[] {
  return fieldsArray.flatMap((field): PayloadField[] => {
    const { name, map, repeated, resolvedType } = field.resolve()
    if (!resolvedType || !('fieldsArray' in resolvedType)) return []
    if (readableTypes.has(resolvedType.fullName)) return []
    return [{ name, type: resolvedType, kind: map ? 'map' : repeated ? 'list' : 'single' }]
  })
}

/** Leaves of each type the fields that lead to payloads. Types hold each other: a failure has a cause. */
function payloadFields(
  types: ReadonlyMap<MessageType, readonly PayloadField[]>,
): Map<MessageType, PayloadField[]> {
  const leading = new Set([...types.keys()].filter(({ fullName }) => fullName === payloadTypeName))
  for (let size = -1; size !== leading.size;) {
    size = leading.size
    for (const [type, fields] of types) {
      if (fields.some((field) => leading.has(field.type))) leading.add(type)
    }
  }
  return new Map(
    [...types].map(([type, fields]) => [type, fields.filter((field) => leading.has(field.type))]),
  )
}
