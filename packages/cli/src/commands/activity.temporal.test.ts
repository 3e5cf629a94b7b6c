import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStand } from '../../test/stand.ts'

const { gateway, folder, cli, fileOf } = await openStand()
const activity = (...args: string[]) => cli(['activity', ...args])

const yamlOf = (name: string, condition = 'event.data.amount >= 100.0') => `
name: ${name}
labels: { team: ${name} }
trigger: { event: { types: [order.created] } }
condition: ${condition}
tasks:
  - name: tell
    notify: { channel: ops, text: 'Order {{ event.id }}' }
`

const newName = () => `cli-${randomUUID().slice(0, 8)}`

test('a file becomes a definition, and another one its next version', async () => {
  const name = newName()
  const made = await activity('apply', '-f', fileOf(yamlOf(name)))
  const changed = await activity('apply', '-f', fileOf(yamlOf(name, 'event.data.amount > 5.0')))
  const [listed, versions, first] = await Promise.all([
    activity('list', '--label', `team=${name}`),
    activity('versions', name),
    activity('show', name, '1'),
  ])
  const activated = await activity('activate', name, '1')

  expect(made.stdout).toBe(`${name} is created, version 1\n`)
  expect(changed.stdout).toBe(`${name} is updated, version 2\n`)
  expect(listed.stdout).toMatch(new RegExp(`^${name} +event +2 +enabled`, 'm'))
  expect(versions.stdout).toMatch(/^2 +in force[^]+^1 /m)
  expect(JSON.parse(first.stdout)).toMatchObject({
    name,
    condition: expect.stringContaining('100'),
  })
  expect(activated.stdout).toBe(`${name} has version 3, which says what version 1 said\n`)
})

test('a definition is paused, disabled, exported, deleted and imported as it was', async () => {
  const name = newName()
  await gateway.client.activityDefinitions.import(yamlOf(name))
  const paused = await activity('pause', name, 'stock-taking')
  const shown = await activity('show', name)
  const resumed = await activity('resume', name)
  const disabled = await activity('disable', name)
  const exported = await activity('export', '--label', `team=${name}`)
  const deleted = await activity('delete', name)
  const [tried, absent] = await Promise.all([
    activity('import', fileOf(exported.stdout), '--dry-run'),
    activity('show', name),
  ])
  const imported = await cli(['activity', 'import', '-'], exported.stdout)
  const enabled = await activity('enable', name)

  expect(paused.stdout).toBe(`${name} is paused: stock-taking\n`)
  expect(shown.stdout).toMatch(/^reason +stock-taking$/m)
  expect([resumed.stdout, disabled.stdout]).toEqual([
    `${name} is enabled\n`,
    `${name} is disabled\n`,
  ])
  expect([deleted.code, absent.code]).toEqual([0, 4])
  expect(tried.stdout).toBe(`${name} would be created, version 1\n`)
  expect(imported.stdout).toBe(`${name} is created, version 1\n`)
  expect(enabled.stdout).toBe(`${name} is enabled\n`)
}, 120_000)

test('what cannot work is said with its places, and ends with 3', async () => {
  const bad = fileOf(yamlOf('cli-bad', 'evnt.x == 1'))

  const [validated, applied, sound, broken, nowhere] = await Promise.all([
    activity('validate', '-f', bad),
    activity('apply', '-f', bad),
    activity('validate', '-f', fileOf(yamlOf('cli-good'))),
    activity('apply', '-f', fileOf('a: [')),
    activity('apply', '-f', join(folder, 'nowhere')),
  ])

  expect(validated).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/^\/condition: .*evnt/),
  })
  expect(applied).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/^cli-bad is refused\n {2}\/condition: /),
  })
  expect(sound).toMatchObject({ code: 0, stdout: 'It is valid\n' })
  expect([broken.code, nowhere.code]).toEqual([3, 2])
})

test('a secret is read from standard input and shown by no command', async () => {
  const name = newName()

  const set = await cli(['secret', 'set', name, '--description', 'For mails'], 'hunter2-hunter2\n')
  const listed = await cli(['secret', 'list'])
  const deleted = await cli(['secret', 'delete', name])

  expect(set.stdout).toBe(`${name} is stored, version 1\n`)
  expect(listed.stdout).toMatch(new RegExp(`^${name} +1 .*For mails`, 'm'))
  expect(listed.stdout).not.toContain('hunter2')
  expect(deleted.stdout).toBe(`${name} is deleted\n`)
})
