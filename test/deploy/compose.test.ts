import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../../apps/server/src/config/config.ts'
import { readStages } from './dockerfile.ts'

interface Service {
  readonly image: string
  readonly build?: { readonly dockerfile: string; readonly target: string }
  readonly environment?: Readonly<Record<string, string>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly healthcheck?: object
}

const compose: {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, null>>
} = parse(readFileSync('deploy/compose.dev.yaml', 'utf8'))
const services = Object.entries(compose.services)

test('the compose file is one by the schema of the Compose Specification', () => {
  const schema = JSON.parse(readFileSync('test/deploy/data/compose-spec.json', 'utf8'))
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  const check = ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' })

  check(compose)
  expect(check.errors).toBeNull()
  expect(check({ services: { gateway: { imagee: 'x' } } })).toBe(false)
})

test('what services mount, build, wait for and keep is there', () => {
  const targets = readStages('deploy/Dockerfile').map(({ name }) => name)
  for (const [, { build, depends_on: waitsFor = {}, volumes = [] }] of services) {
    if (build) expect(targets).toContain(build.target)
    for (const [other, { condition }] of Object.entries(waitsFor)) {
      const target = compose.services[other]
      // The image of the gateway has a health check of its own.
      const isChecked = target?.healthcheck !== undefined || other === 'gateway'
      expect(target).toBeDefined()
      if (condition === 'service_healthy') expect(isChecked).toBe(true)
    }
    for (const volume of volumes) {
      const [source = ''] = volume.split(':')
      if (source.startsWith('.')) expect(existsSync(join('deploy', source))).toBe(true)
      else expect(Object.keys(compose.volumes)).toContain(source)
    }
  }
})

test('whatever is published is published to this machine only', () => {
  const ports = services.flatMap(([, { ports: own = [] }]) => own)

  expect(ports.length).toBeGreaterThan(0)
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
})

test('what the gateway is told is what its configuration reads, and it could start with it', () => {
  const packaged = readFileSync('apps/server/config.yaml', 'utf8')
  const { environment = {} } = compose.services['gateway'] ?? {}
  const unread = Object.keys(environment).filter((name) => !packaged.includes(`\${${name}:-`))
  const env = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'),
    ]),
  )
  const imageEnv = { TEMPORAL_REGISTRY_HOST: '0.0.0.0', TEMPORAL_REGISTRY_PORT: '8080' }

  expect(unread).toEqual([])
  expect(parseConfig(packaged, { ...imageEnv, ...env }, 'compose')).toMatchObject({
    auth: { token: 'development' },
    secrets: { keys: [expect.stringMatching(/^development:/)] },
  })
})

test("the script for Temporal's databases asks its tool to make both and to bring them up to date", () => {
  const folder = mkdtempSync(join(tmpdir(), 'sql-tool-'))
  const called = join(folder, 'called')
  writeFileSync(join(folder, 'temporal-sql-tool'), `#!/bin/sh\necho "$@" >> '${called}'\n`)
  chmodSync(join(folder, 'temporal-sql-tool'), 0o755)
  const env = { PATH: `${folder}:${process.env['PATH']}` }
  execFileSync('sh', ['deploy/temporal/set-up-database.sh'], { env })
  const calls = readFileSync(called, 'utf8').trim().split('\n')
  rmSync(folder, { recursive: true })

  const to = '--plugin postgres12 --ep temporal-database -p 5432 -u temporal --db'
  const schemas = '/etc/temporal/schema/postgresql/v12'
  expect(calls).toEqual([
    `${to} temporal create`,
    `${to} temporal setup-schema -v 0.0`,
    `${to} temporal update-schema -d ${schemas}/temporal/versioned`,
    `${to} temporal_visibility create`,
    `${to} temporal_visibility setup-schema -v 0.0`,
    `${to} temporal_visibility update-schema -d ${schemas}/visibility/versioned`,
  ])
})

test('the image has what every workspace names, and the Node that this repository is tested with', () => {
  const text = readFileSync('deploy/Dockerfile', 'utf8')
  const manifests = execFileSync('git', [
    'ls-files',
    '-co',
    'packages/*/package.json',
    'apps/*/package.json',
  ])
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))

  for (const manifest of manifests.toString().trim().split('\n'))
    expect(text).toContain(`COPY ${manifest} `)
  expect(text).toContain(`ARG NODE=node:${devDependencies.node}-bookworm-slim`)
})
