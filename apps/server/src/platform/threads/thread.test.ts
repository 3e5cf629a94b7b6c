import { expect, onTestFinished, test } from 'vitest'
import type { WaitingRequest } from '../../../test/waiting-thread.ts'
import { startThread, type Thread } from './thread.ts'

type WaitingThread = Thread<WaitingRequest, { readonly value: string }>

const limits = { itemMillis: 200, messageMillis: 5_000, starvedMillis: 1_500, heapMegabytes: 64 }

async function startWaiting(): Promise<WaitingThread> {
  const worker = new URL('../../../test/waiting-thread.ts', import.meta.url)
  const thread: WaitingThread = startThread({ worker, limits })
  onTestFinished(() => thread.close())
  await thread.ready
  return thread
}

test('a thread that has a processor is stopped by its time', async () => {
  const thread = await startWaiting()

  expect(await thread.run({ computeMillis: 60_000 })).toMatchObject({ reason: 'time' })
})

// Elsewhere the system does not say which thread had a processor.
test.runIf(process.platform === 'linux')(
  'a thread that had no processor is not stopped, whatever others of the process have',
  async () => {
    const [thread, busy] = await Promise.all([startWaiting(), startWaiting()])
    const computing = busy.run({ computeMillis: 60_000 })

    expect(await thread.run({ waitMillis: 600 })).toEqual({ value: 'waited' })

    await computing
  },
)

test.runIf(process.platform === 'linux')(
  'a thread that has no processor for long is ended as starved, which is no fault of its work',
  async () => {
    const thread = await startWaiting()

    expect(await thread.run({ waitMillis: 60_000 })).toMatchObject({ reason: 'starved' })
  },
)
