import { setTimeout as sleep } from 'node:timers/promises'
import { registryWire, workflowIdsWire } from '@temporal-registry/contract/registry-wire'
import type { Measure } from '../bench.ts'
import { historyLength } from '../history-length.ts'

const settleMs = 3_000

/** What the registry's workflows write while nobody asks them anything. */
export const idle: Measure = {
  name: 'idle',
  title: 'history events of a registry that nobody uses',
  needs: ['Temporal'],
  async run(bench) {
    await using stand = await bench.open()
    const { client } = stand.direct()
    const ids = [
      registryWire.workflowId,
      ...(bench.options.routes === 'ours' ? [workflowIdsWire.workflowId] : []),
    ]
    const lengths = async () => {
      const each = await Promise.all(ids.map((id) => historyLength(client, id)))
      return each.reduce((sum, length) => sum + length, 0)
    }
    const seconds = bench.size({ quick: 5, full: 120 })
    await sleep(settleMs)
    const before = await lengths()
    await sleep(seconds * 1000)
    const added = (await lengths()) - before
    return [
      {
        what: `history events in ${seconds} s`,
        ours: added,
        unit: '',
        peer: { name: 'original', value: (seconds / 60) * 5, recordedIn: 'the study of 0.1.7' },
        mark: { of: 'ours', atMost: 0 },
      },
    ]
  },
}
