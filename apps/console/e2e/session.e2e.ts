import { expect, inject, test } from 'vitest'
import { browsing, expectAccessible } from './browse.ts'

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
