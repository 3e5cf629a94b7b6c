import type { Measure } from '../bench.ts'
import { WrongAnswer } from '../load/callers.ts'
import { openBenchDatabase } from '../stand/database.ts'
import { definitionOf, eventually, factoryCalls } from '../task-factory.ts'

const taskCount = 1_000
/** From here on Temporal warns of a history's length; at 51,200 it ends the run. */
const historyMark = 10_240

/** One run that makes many tasks. */
export const fanOut: Measure = {
  name: 'fan-out',
  title: 'a run that makes 1,000 tasks, and how long its histories are',
  needs: ['own processes'],
  async run(bench) {
    await using database = await openBenchDatabase('postgresql')
    await using stand = await bench.open({ database })
    using callers = await stand.openCallers(1)
    const { get, post } = factoryCalls(callers)
    const tasks = [{ name: 'each', for_each: 'input', max_parallel: 100, wait: { seconds: 0 } }]
    const definition = definitionOf('wide', 'none', { trigger: { manual: {} }, tasks })
    await eventually('a database', () =>
      post('/activity-definitions', definition, 201).catch(() => undefined),
    )
    const input = Array.from({ length: bench.size({ quick: 100, full: taskCount }) }, (_, at) => at)
    const startedMs = performance.now()
    const path = '/activity-definitions/wide/trigger'
    const { run } = await post<{ run: { id: string } }>(path, { input }, 202)
    const ended = await eventually('the end of the run', async () => {
      const found = await get<EndedRun>(`/activity-runs/${run.id}`)
      return found.finished_at !== null && found
    })
    const seconds = (performance.now() - startedMs) / 1000
    if (ended.status !== 'succeeded' || ended.tasks_spawned !== input.length) {
      throw new WrongAnswer(`The run has ${ended.status}, with ${ended.tasks_spawned} tasks`)
    }
    const { client } = stand.direct()
    const lengths = await eventually('all its histories', async () => {
      const found: number[] = []
      const query = `WorkflowId = '${ended.workflow_id}'`
      for await (const one of client.workflow.list({ query })) found.push(one.historyLength ?? 0)
      return found.length > Math.floor((input.length - 1) / 500) && found
    })
    const what = `a run of ${input.length} tasks`
    return [
      { what: `${what}: until its end`, ours: seconds, unit: 's' },
      { what: `${what}: tasks a second`, ours: input.length / seconds, unit: '/s' },
      {
        what: `${what}: events of its longest history, of ${lengths.length}`,
        ours: Math.max(...lengths),
        unit: '',
        mark: { of: 'ours', atMost: historyMark },
      },
    ]
  },
}

interface EndedRun {
  readonly status: string
  readonly finished_at: string | null
  readonly tasks_spawned: number
  readonly workflow_id: string
}
