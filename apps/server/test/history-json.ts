import { createRequire } from 'node:module'
import type { WorkflowHandle } from '@temporalio/client'
import proto from '@temporalio/proto'
import { patchProtobufRoot } from '@temporalio/proto/lib/patch-protobuf-root.js'

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>

interface ProtoJson {
  toJson(type: unknown, message: unknown): unknown
  fromJson(type: unknown, json: unknown, options: { ignoreUnknownFields: boolean }): History
}

interface ProtoRoot {
  lookupType(name: string): unknown
}

// TODO: use historyToJSON and historyFromJSON of @temporalio/common once npm installs a single
// protobufjs 8. Beside an older one on top, each @temporalio package gets a copy of its own, and
// those two fail with «type must be a Type»; asking for the copy of @temporalio/proto never does.
const ofProto = createRequire(createRequire(import.meta.url).resolve('@temporalio/proto'))
// No types: the package that has them is not ours to name.
const protoJson = ofProto('protobufjs/ext/protojson') as ProtoJson
// Its generated types lack lookupType.
const root = patchProtobufRoot({ ...proto }) as unknown as ProtoRoot
const historyType = root.lookupType('temporal.api.history.v1.History')

/** The form that Temporal's CLI and UI write as well. */
export function historyToJson(history: History): unknown {
  return protoJson.toJson(historyType, proto.temporal.api.history.v1.History.fromObject(history))
}

export function historyFromJson(text: string): History {
  return protoJson.fromJson(historyType, JSON.parse(text), { ignoreUnknownFields: true })
}
