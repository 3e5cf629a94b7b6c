import { createClient } from '@temporal-registry/sdk/client'
import { expect, inject, test } from 'vitest'
import { createGatewayProcess } from '../../server/test/gateway-process.ts'
import { browsing, expectAccessible, keepScreen } from './browse.ts'
import { startProxy } from './proxy.ts'

const { open } = browsing()
const { tokens } = inject('consoleStack')

test('where a token is needed nothing is shown before there is one, and a wrong one is told so', async () => {
  const page = await open('/workflows', { token: '' })
  await page.getByLabel('Token').fill('a-token-nobody-knows')
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Sign in' }).click()

  await page.getByText('The token is not known').waitFor()

  await page.getByLabel('Token').fill(tokens.admin)
  await page.getByRole('button', { name: 'Sign in' }).click()

  await page.getByRole('link', { name: 'cookbook.saga.v1' }).waitFor()

  await page.getByRole('button', { name: 'Sign out' }).click()

  await page.getByLabel('Token').waitFor()
  expect(await page.getByRole('table').count()).toBe(0)
})

test('another namespace has its own pages, and its address says so', async () => {
  const page = await open('/workflows')
  await page.getByRole('combobox', { name: 'Namespace' }).click()

  await page.getByRole('option', { name: 'second' }).click()
  await page.getByRole('link', { name: 'Workflows' }).click()

  await page.getByText('Nothing is registered yet').waitFor()
  expect(new URL(page.url()).searchParams.get('namespace')).toBe('second')
})

test('the keyboard gets past the navigation, and an address that is no page leads back', async () => {
  const page = await open('/nowhere')
  await page.getByText('There is no page at this address').waitFor()

  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')

  expect(new URL(page.url()).hash).toBe('#main')
  await page.getByRole('link', { name: 'To the overview' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
})

test('a token that is taken out meanwhile is asked for anew, and what was written is still there', async () => {
  const authOf = (token: string) =>
    `auth: { tokens: [{ name: writer, token: ${token}, scopes: [admin] }] }`
  const [before, after] = ['token-of-yesterday', 'token-of-today-00']
  const sections = authOf(before)
  await using own = await createGatewayProcess({
    temporalAddress: inject('temporalAddress'),
    sections,
  })
  await own.start()
  const workflowType = 'writing.v1'
  await createClient({ url: own.url, token: before }).workflows.put({
    workflow_type: workflowType,
    task_queue: 'writers',
    input_schema: { type: 'object', properties: { text: { type: 'string', title: 'Text' } } },
  })
  const page = await open(`/workflows/${workflowType}/start`, {
    ...{ at: own.url, token: before, isCutOff: true },
  })
  const text = page.getByRole('textbox', { name: 'Text' })
  await text.fill('A long story')
  await own.end('SIGTERM')
  await own.start({ sections: authOf(after) })

  const dialog = page.getByRole('dialog', { name: 'Your token is not known any more' })
  await dialog.waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'token-renewal')
  await dialog.getByLabel('Token').fill(before)
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await dialog.getByText('The token is not known').waitFor()
  await dialog.getByLabel('Token').fill(after)
  await dialog.getByRole('button', { name: 'Go on' }).click()

  await dialog.waitFor({ state: 'detached' })
  expect(await text.inputValue()).toBe('A long story')
  await text.fill('A longer story')
  await page.getByText('would be refused').waitFor()
})

test('behind a proxy that adds a path every page opens there, and finds the gateway', async () => {
  await using proxy = await startProxy(inject('consoleStack').url, '/ops/registry')
  const page = await open('/workflows/cookbook.saga.v1', { at: proxy.url })
  await page.getByRole('button', { name: 'Start a run' }).click()
  await page.getByRole('button', { name: 'Start', exact: true }).waitFor()
  await page.getByText('Live', { exact: true }).waitFor()

  expect(new URL(page.url()).pathname).toBe(
    '/ops/registry/console/workflows/cookbook.saga.v1/start',
  )
  await page.reload()
  await page.getByRole('button', { name: 'Start', exact: true }).waitFor()
  await page.goto(`${proxy.url}/`)
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  const icon = page.getByRole('complementary').locator('img')
  expect(await icon.evaluate((image) => Reflect.get(image, 'naturalWidth') > 0)).toBe(true)
  // Before the proxy goes, which the page would notice.
  await page.close()
})
