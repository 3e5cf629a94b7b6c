import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import * as activities from './activities.ts'
import { toAnnouncement, toAnnouncements, type Pattern } from './pattern.ts'
import * as patternsByName from './patterns.ts'
import * as workflows from './workflows.ts'

const patterns: readonly Pattern[] = Object.values(patternsByName)
const folders = (await readdir(import.meta.dirname, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const ajv = new Ajv2020({ allErrors: true, validateFormats: false })

/** `cookbook.<folder>.v1`, or `cookbook.<folder>.<part>.v1`. */
const folderOf = (workflowType: string) =>
  /^cookbook\.([^.]+)(?:\.[^.]+)?\.v\d+$/.exec(workflowType)?.[1]
const missingFrom = (list: readonly string[]) =>
  folders.filter((folder) => !list.some((type) => folderOf(type) === folder))

test('every folder is listed in patterns.ts', () => {
  expect(missingFrom(patterns.map((pattern) => pattern.workflow_type))).toEqual([])
})

test('every folder is exported from workflows.ts', () => {
  expect(missingFrom(Object.keys(workflows))).toEqual([])
})

test('patterns.ts and workflows.ts name the same types, each with its folder', () => {
  const types = patterns.flatMap(toAnnouncements).map((announced) => announced.workflow_type)

  expect(types.toSorted()).toEqual(Object.keys(workflows).toSorted())
  expect(types.filter((type) => !folders.includes(folderOf(type) ?? ''))).toEqual([])
})

test.each(folders)('%s has the files of a pattern', async (folder) => {
  const files = await readdir(`${import.meta.dirname}/${folder}`)

  expect(files).toEqual(
    expect.arrayContaining([
      'history.json',
      'pattern.ts',
      'workflow.temporal.test.ts',
      'workflow.ts',
    ]),
  )
})

const foldersWithActivities = folders.filter((folder) =>
  existsSync(`${import.meta.dirname}/${folder}/activities.ts`),
)

test.each(foldersWithActivities)('every activity of %s is on the worker', async (folder) => {
  const own: object = await import(`./${folder}/activities.ts`)

  // What tells of its worker's connection is made for it, and so is no export.
  const isFactory = (name: string) => /^create.+Activities$/.test(name)
  const missing = Object.keys(own).filter(
    (name) => !Object.hasOwn(activities, name) && !isFactory(name),
  )

  expect(missing).toEqual([])
})

const announcements = patterns.flatMap(toAnnouncements)

test.each(announcements)('the examples of $workflow_type fit its input schema', (announced) => {
  const validate = ajv.compile(announced.input_schema ?? false)

  const faults = announced.examples?.flatMap(({ name, input }) =>
    validate(input) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`],
  )

  expect(announced.examples).not.toHaveLength(0)
  expect(faults).toEqual([])
})

test.each(announcements)(
  'the schemas of $workflow_type and its messages are sound',
  (announced) => {
    const { signals = [], queries = [], updates = [], output_schema } = announced
    const messages = [...signals, ...queries, ...updates]
    const schemas = [
      output_schema,
      ...messages.flatMap(({ schema, result_schema }) => [schema, result_schema]),
    ].filter((schema) => schema !== undefined)

    expect(output_schema).toBeDefined()
    expect(messages.filter(({ description }) => !description)).toEqual([])
    expect(schemas.filter((schema) => !ajv.validateSchema(schema))).toEqual([])
  },
)

test.each(patterns)('$workflow_type announces what the contract takes', (pattern) => {
  const announcement = toAnnouncement(pattern)

  expect(announcement.docs_url).toMatch(/^https:/)
  expect(announcement.labels).toMatchObject({ kind: 'pattern' })
  expect(announcement).not.toHaveProperty('when_not')
  expect(announcement).not.toHaveProperty('look_at')
  expect(announcement).not.toHaveProperty('parts')
})

test.each(patterns)('the walkthrough of $workflow_type uses every message it takes', (pattern) => {
  const { walkthrough, examples } = pattern
  const { begins_with, steps = [] } = walkthrough ?? {}
  const sent = [begins_with, ...steps].flatMap((step) => (step ? Object.entries(step) : []))
  const taken = [
    ...(pattern.signals ?? []).map(({ name }) => ['signal', name]),
    ...(pattern.queries ?? []).map(({ name }) => ['query', name]),
    ...(pattern.updates ?? []).map(({ name }) => ['update', name]),
  ]
  const isSent = ([kind, name]: string[]) => sent.some(([k, n]) => k === kind && n === name)

  expect(taken.filter((message) => !isSent(message))).toEqual([])
  if (walkthrough) expect(examples.map(({ name }) => name)).toContain(walkthrough.example)
})
