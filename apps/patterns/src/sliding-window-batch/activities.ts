import { sleep } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'

export async function processRecord(record: number, workMs: number, fails: boolean): Promise<void> {
  await sleep(workMs)
  if (fails) throw ApplicationFailure.nonRetryable(`Record ${record} is broken`, 'record-broken')
}
