import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import * as activities from './activities.ts'
import { toAnnouncement, type Pattern } from './pattern.ts'
import * as patternsByName from './patterns.ts'
import * as workflows from './workflows.ts'

const patterns: readonly Pattern[] = Object.values(patternsByName)
const folders = (await readdir(import.meta.dirname, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const ajv = new Ajv2020({ allErrors: true })

const folderOf = (workflowType: string) => /^cookbook\.([^.]+)\..*v\d+$/.exec(workflowType)?.[1]
/** Types that belong to a pattern and are started by it alone: they are not announced. */
const isPart = (workflowType: string) => /^cookbook\.[^.]+\.[^.]+\.v\d+$/.test(workflowType)
const missingFrom = (list: readonly string[]) =>
  folders.filter((folder) => !list.some((type) => folderOf(type) === folder))

test('every folder is listed in patterns.ts', () => {
  expect(missingFrom(patterns.map((pattern) => pattern.workflow_type))).toEqual([])
})

test('every folder is exported from workflows.ts', () => {
  expect(missingFrom(Object.keys(workflows))).toEqual([])
})

test('patterns.ts and workflows.ts name the same types, each with its folder', () => {
  const types = patterns.map((pattern) => pattern.workflow_type)
  const exported = Object.keys(workflows)

  expect(types.toSorted()).toEqual(exported.filter((type) => !isPart(type)).toSorted())
  expect(exported.filter((type) => !folders.includes(folderOf(type) ?? ''))).toEqual([])
})

test.each(folders)('%s has the files of a pattern, and no others', async (folder) => {
  const files = await readdir(`${import.meta.dirname}/${folder}`)

  // Some need no activities: their work is in messages and timers.
  expect(files.filter((file) => file !== 'activities.ts').toSorted()).toEqual([
    'history.json',
    'pattern.ts',
    'workflow.temporal.test.ts',
    'workflow.ts',
  ])
})

test.each(folders)('every activity of %s is on the worker', async (folder) => {
  const file = `${import.meta.dirname}/${folder}/activities.ts`
  const own: object = existsSync(file) ? await import(file) : {}

  const missing = Object.keys(own).filter((name) => !Object.hasOwn(activities, name))

  expect(missing).toEqual([])
})

test.each(patterns)('the examples of $workflow_type fit its input schema', (pattern) => {
  const validate = ajv.compile(pattern.input_schema)

  const faults = pattern.examples.flatMap(({ name, input }) =>
    validate(input) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`],
  )

  expect(pattern.examples).not.toHaveLength(0)
  expect(faults).toEqual([])
})

test.each(patterns)('$workflow_type announces what the contract takes', (pattern) => {
  const announcement = toAnnouncement(pattern)

  expect(announcement.docs_url).toMatch(/^https:/)
  expect(announcement.labels).toMatchObject({ kind: 'pattern' })
  expect(announcement).not.toHaveProperty('when_not')
  expect(ajv.validateSchema(pattern.output_schema)).toBe(true)
})
