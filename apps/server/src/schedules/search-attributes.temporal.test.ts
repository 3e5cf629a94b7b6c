import { randomUUID } from 'node:crypto'
import { searchAttributeTypes } from '@temporal-registry/contract/workflow-spec'
import { expect, test } from 'vitest'
import { startTestGateway } from '../../test/gateway.ts'
import { eventually } from '../../test/wait.ts'

type Values = Readonly<
  Record<(typeof searchAttributeTypes)[number], string | number | boolean | string[]>
>

const values: Values = {
  Keyword: 'gold',
  KeywordList: ['a', 'b'],
  Text: 'some words',
  Int: 7,
  Double: 1.5,
  Bool: true,
  Datetime: '2031-02-03T04:05:06Z',
}

test('a run of a schedule has its search attributes, of every type', async () => {
  await using gateway = await startTestGateway({ namespace: `attributes-${randomUUID()}` })
  const { workers, workflows, schedules, runs } = gateway.client
  const names = searchAttributeTypes.map((type) => [`of${type}`, type] as const)
  const spec = {
    workflow_type: 'marked',
    task_queue: 'nobody',
    search_attributes: names.map(([name, type]) => ({ name, type })),
  }
  await workers.register('w', { task_queue: 'nobody', workflows: [spec] })
  await eventually(async () => (await workflows.get('marked')).status !== 'unavailable')

  await schedules.create('marking', {
    workflow_type: 'marked',
    task_queue: 'nobody',
    cron: ['0 0 1 1 * 2099'],
    search_attributes: Object.fromEntries(names.map(([name, type]) => [name, values[type]])),
  })
  await schedules.trigger('marking')

  const [run] = await eventually(async () => {
    const listed = (await runs.list({ workflow_type: 'marked' })).runs
    return listed.length > 0 && listed
  })
  const { search_attributes: found } = await runs.get(run?.workflow_id ?? '')
  expect(found).toMatchObject(
    Object.fromEntries(
      names.map(([name, type]) => [
        name,
        type === 'Datetime' ? expect.stringMatching(/^2031-02-03T04:05:06/) : values[type],
      ]),
    ),
  )
  expect((await schedules.get('marking')).definition.search_attributes).toMatchObject({
    ofKeyword: 'gold',
    ofInt: 7,
  })
})
