import { Type, type Static } from 'typebox'
import { alertEdges } from './monitor.ts'
import { observationStatuses } from './monitor-looks.ts'
import { Comparison, ProbeEvidence } from './probes.ts'
import { RunFailure } from './runs.ts'
import { Json, JsonObject, nullable, oneOf, shape, Timestamp } from './shapes.ts'

const observationMembers = {
  id: Type.String({ description: 'Also the id of its activity run.' }),
  monitor_id: Type.String(),
  monitor_version: Type.Integer(),
  at: Timestamp,
  status: oneOf(observationStatuses),
  holds: nullable(Type.Boolean({ description: 'Whether the condition held.' })),
  changed: nullable(
    Type.Boolean({ description: 'Whether the state counted as another than the one before.' }),
  ),
  explanation: nullable(Type.String({ description: "The probe's, where it judges by itself." })),
  state_hash: nullable(Type.String()),
  failure: nullable(RunFailure),
}

/** What one look found, in a list. */
export const ObservationSummary = shape('ObservationSummary', observationMembers)
export type ObservationSummary = Static<typeof ObservationSummary>

/** What one look found, and what shows it. */
export const Observation = shape('Observation', {
  ...observationMembers,
  state: Json,
  evidence: nullable(ProbeEvidence),
  comparison: nullable(Comparison),
})
export type Observation = Static<typeof Observation>

/** What there was to tell. */
export const Alert = shape('Alert', {
  id: Type.String(),
  monitor: Type.Object({ id: Type.String(), name: Type.String() }),
  observation_id: nullable(Type.String()),
  at: Timestamp,
  edge: oneOf(alertEdges, { description: 'What it tells.' }),
  subject: Type.String(),
  text: Type.String(),
  data: JsonObject,
  muted_by: nullable(
    Type.String({ description: 'Why nobody was told: suppressed, maintenance or a parent.' }),
  ),
  channels: Type.Array(Type.String()),
  digest_due_at: nullable(Timestamp),
  told_at: nullable(
    Type.String({
      format: 'date-time',
      description: 'When it was left to its channels. Null: it was told to none, or is not yet.',
    }),
  ),
})
export type Alert = Static<typeof Alert>

/** What a look would find and tell now. */
export const MonitorPreview = shape('MonitorPreview', {
  looked: Type.Boolean({ description: 'False: the probe failed, and `failure` says why.' }),
  state: Json,
  evidence: nullable(ProbeEvidence),
  failure: nullable(RunFailure),
  comparison: nullable(Comparison),
  holds: nullable(Type.Boolean()),
  would_tell: Type.Array(
    Type.Object({
      edge: oneOf(alertEdges),
      subject: Type.String(),
      text: Type.String(),
      muted_by: nullable(Type.String()),
    }),
  ),
})
export type MonitorPreview = Static<typeof MonitorPreview>
