import { expect, test } from 'vitest'
import { createLog } from '../../platform/log.ts'
import { createActiveDefinitions } from './active-definitions.ts'
import type { DefinitionChanges, StoredDefinition } from './store.ts'

const stored = (name: string, more: Partial<StoredDefinition> = {}): StoredDefinition => ({
  ...{ id: `id-${name}`, name, version: 1, trigger_kind: 'event', enabled: true, revision: 1 },
  ...{ paused_at: null, pause_reason: null, labels: {} },
  ...{ created_at: new Date(0), updated_at: new Date(0) },
  body: { name, trigger: { event: { types: ['a.*'] } }, tasks: [] },
  ...more,
})

/** A store that answers these changes one after the other, when it is let. */
function activeOf(...answers: (DefinitionChanges | undefined)[]) {
  const asked: number[] = []
  const store = {
    async changesSince(revision: number) {
      asked.push(revision)
      return answers.shift()
    },
  }
  return { asked, active: createActiveDefinitions({ store, log: createLog('fatal') }) }
}

const matching = (active: ReturnType<typeof activeOf>['active']) =>
  active.match({ type: 'a.b', source: 's' }).map(({ name }) => name)

test('what is enabled matches; what is disabled or deleted does so no more', async () => {
  const { active } = activeOf(
    {
      revision: 1,
      written: [stored('x'), stored('y'), stored('z')],
      enabledIds: ['id-x', 'id-y', 'id-z'],
    },
    { revision: 2, written: [stored('x', { enabled: false })], enabledIds: ['id-z'] },
  )
  const changed: string[][] = []
  active.onChange((ids) => changed.push([...ids]))

  await active.upToDate()
  expect(matching(active)).toEqual(['x', 'y', 'z'])

  await active.upToDate()
  expect(matching(active)).toEqual(['z'])
  expect(active.find('id-y')).toBeUndefined()
  expect(changed).toEqual([
    ['id-x', 'id-y', 'id-z'],
    ['id-x', 'id-y'],
  ])
})

test('a new version takes the place of the one before, types and all', async () => {
  const moved = { ...stored('x').body, trigger: { event: { types: ['other'] } } }
  const { active, asked } = activeOf(
    { revision: 4, written: [stored('x')], enabledIds: ['id-x'] },
    { revision: 5, written: [stored('x', { version: 2, body: moved })], enabledIds: ['id-x'] },
  )

  await active.upToDate()
  await active.upToDate()

  expect(matching(active)).toEqual([])
  expect(active.match({ type: 'other', source: '' })).toMatchObject([{ version: 2 }])
  expect(asked).toEqual([0, 4])
})

test('a paused definition matches, and says since when it is paused', async () => {
  const pausedAt = new Date(5)
  const paused = stored('x', { paused_at: pausedAt, pause_reason: 'stock-taking' })
  const { active } = activeOf({ revision: 1, written: [paused], enabledIds: ['id-x'] })

  await active.upToDate()

  expect(active.match({ type: 'a.b', source: '' })).toMatchObject([
    { pausedAt, pauseReason: 'stock-taking' },
  ])
})

test('who asks during a look waits for the next one, which all of them share', async () => {
  const { active, asked } = activeOf()

  await Promise.all([active.upToDate(), active.upToDate(), active.upToDate(), active.upToDate()])

  expect(asked).toHaveLength(2)
})
