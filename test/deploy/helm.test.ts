import { readdirSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import packageJson from '../../package.json' with { type: 'json' }

const chart = 'deploy/helm'
const values = parse(readFileSync(`${chart}/values.yaml`, 'utf8'))
const templates = readdirSync(`${chart}/templates`).map((file) =>
  readFileSync(`${chart}/templates/${file}`, 'utf8'),
)
const fits = new Ajv({ strict: false }).compile(
  JSON.parse(readFileSync(`${chart}/values.schema.json`, 'utf8')),
)

test("the chart's values fit their schema, which refuses others, and secrets among the variables", () => {
  expect(fits(values)).toBe(true)
  expect(fits({ ...values, replica: 3 })).toBe(false)
  expect(fits({ ...values, temporal: { ...values.temporal, address: 'https://temporal' } })).toBe(
    false,
  )
  expect(fits({ ...values, env: { TEMPORAL_REGISTRY_LOG_LEVEL: 'WARN' } })).toBe(true)
  expect(fits({ ...values, env: { DATABASE_URL: 'postgresql://…' } })).toBe(false)
  expect(fits({ ...values, env: { TEMPORAL_REGISTRY_TOKEN: '…' } })).toBe(false)
  expect(fits({ ...values, ingress: { enabled: true, host: 'registry.example' } })).toBe(true)
  expect(fits({ ...values, ingress: { ...values.ingress, enabled: true } })).toBe(false)
})

test('templates use the values that there are, and all of them', () => {
  const used = new Set(
    templates
      .flatMap((text) => text.match(/\.Values(\.\w+)+/g) ?? [])
      .map((path) => path.slice('.Values.'.length)),
  )
  const missing = [...used].filter((path) => {
    const names = path.split('.')
    return names.reduce((at: unknown, name) => Reflect.get(Object(at), name), values) === undefined
  })
  const roots = new Set([...used].map((path) => path.split('.')[0]))

  expect(missing).toEqual([])
  expect([...roots].toSorted()).toEqual(Object.keys(values).toSorted())
})

test("the variables that the chart sets are read by the configuration, and its version is the product's", () => {
  const packaged = readFileSync('apps/server/config.yaml', 'utf8')
  const set = templates.flatMap((text) =>
    [...text.matchAll(/- name: ([A-Z_]+)$/gm)].map(([, name = '']) => name),
  )
  const { version, appVersion } = parse(readFileSync(`${chart}/Chart.yaml`, 'utf8'))

  expect(set.length).toBeGreaterThan(0)
  expect(set.filter((name) => !packaged.includes(`\${${name}:-`))).toEqual([])
  expect([version, appVersion]).toEqual([packageJson.version, packageJson.version])
})
