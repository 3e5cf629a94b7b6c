import { sleep } from '@temporalio/activity'

/** The costly step that a burst of changes should cause once. */
export async function publishDocument(text: string, publishMs: number): Promise<string> {
  await sleep(publishMs)
  return `published «${text}»`
}
