import { Type, type Static } from 'typebox'
import { dictionary, Json, nullable, oneOf, shape, Timestamp } from './shapes.ts'

/** How a look ended. `looked`: what it found is being judged. */
export const observationStatuses = ['looked', 'succeeded', 'failed'] as const
export type ObservationStatus = (typeof observationStatuses)[number]

export const lookMembers = {
  id: Type.String({ description: 'Id of the observation.' }),
  at: Timestamp,
  status: oneOf(observationStatuses),
  holds: nullable(Type.Boolean()),
  numbers: dictionary(Type.Number(), {
    description:
      'The first 8 numbers of the state, by JSON pointers into it; those in lists, and those of states above 4 KB, are left out.',
  }),
}

/** A look as pictures show it: how it ended, and the numbers that it found. */
export const MonitorLook = shape('MonitorLook', lookMembers)
export type MonitorLook = Static<typeof MonitorLook>

/** What a list shows of a monitor's last looks. */
export const MonitorRecent = shape('MonitorRecent', {
  state: Type.Unsafe<unknown>({
    ...Json,
    description: 'What the last of these that succeeded found; null: none, or above 4 KB.',
  }),
  looks: Type.Array(MonitorLook, { description: 'The oldest first.' }),
  next_look_at: nullable(Timestamp),
})
export type MonitorRecent = Static<typeof MonitorRecent>
