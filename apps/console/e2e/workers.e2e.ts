import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { browsing, expectAccessible, expectNoSidewaysScroll, keepScreen } from './browse.ts'

const { open, client } = browsing()

test('a worker is drained after one was told what that means', async () => {
  const id = `worker-${randomUUID()}`
  await client.workers.register(id, { task_queue: id, ttl_seconds: 600 })
  const page = await open('/workers')
  const row = page.getByRole('row').filter({ has: page.getByText(id, { exact: true }) })
  await row.first().getByText('live').waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'workers')

  await row.first().getByRole('button', { name: 'Drain' }).click()
  await page.getByRole('dialog').getByText('finishes what it').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Drain' }).click()

  await row.first().getByText('draining').waitFor()
  const button = row.first().getByRole('button', { name: 'Drain' })
  expect(await button.getAttribute('aria-description')).toBe('Its lease is draining')
  await client.workers.leave(id)
})

test('workers are as legible in the dark and on a phone', async () => {
  const page = await open('/workers', { colorScheme: 'dark', isPhone: true })
  await page.getByRole('table', { name: 'Workers' }).waitFor()

  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
})
