import { heartbeat, sleep } from '@temporalio/activity'

interface Copy {
  /** Names the copy, so that an attempt finds what earlier ones left. */
  readonly copyId: string
  readonly rows: number
  readonly msPerRow: number
}

/** Rows of the copies that are not finished. Stands for a store that all workers share. */
const rowsByDraft = new Map<string, number>()

/** Answers how many rows the copy has. */
export async function copyRows({ copyId, rows, msPerRow }: Copy): Promise<number> {
  for (let copied = rowsByDraft.get(copyId) ?? 0; copied < rows; copied++) {
    // Throws once the run is cancelled. An activity learns of it only in the answer to a heartbeat:
    // one that sends none works on to its end, whatever was cancelled.
    await sleep(msPerRow)
    rowsByDraft.set(copyId, copied + 1)
    heartbeat(copied + 1)
  }
  rowsByDraft.delete(copyId)
  return rows
}

/** Answers how many rows it removed. Has to bear being repeated, as every activity has. */
export async function removeDraft(copyId: string, msOfWork: number): Promise<number> {
  const removed = rowsByDraft.get(copyId) ?? 0
  if (msOfWork > 0) await sleep(msOfWork)
  rowsByDraft.delete(copyId)
  return removed
}
