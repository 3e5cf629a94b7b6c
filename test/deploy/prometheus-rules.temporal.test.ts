import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { freshPostgres } from '../../apps/server/test/database.ts'
import { startTestGateway } from '../../apps/server/test/gateway.ts'
import { eventually } from '../../apps/server/test/wait.ts'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly annotations: { readonly summary: string; readonly description: string }
}

const { groups }: { groups: readonly { rules: readonly Rule[] }[] } = parse(
  readFileSync('deploy/prometheus-rules.yaml', 'utf8'),
)
const rules = groups.flatMap((group) => group.rules)

test('alerts ask for metrics that a gateway serves, by labels that these have', async () => {
  const database = await freshPostgres()
  await using gateway = await startTestGateway({ database: `{ url: '${database.url}' }` })
  const metrics = async () => (await fetch(`${gateway.url}/metrics`)).text()
  const text = await eventually(async () => {
    const now = await metrics()
    return /^temporal_registry_outbox_due_rows\{.*\} \d/m.test(now) && now
  }, 60_000)
  const served = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name)
  const asked = rules.flatMap(({ expr }) => expr.match(/temporal_registry_\w+/g) ?? [])
  const sources = readFileSync('apps/server/src/platform/metrics.ts', 'utf8')
  const labels = new Set([
    'le',
    ...[...sources.matchAll(/labelNames: \[(.*?)\]/gs)].flatMap(([, list = '']) =>
      [...list.matchAll(/'(\w+)'/g)].map(([, label = '']) => label),
    ),
    ...[...text.matchAll(/[{,](\w+)="/g)].map(([, label = '']) => label),
  ])
  const named = rules.flatMap(({ expr }) => [
    ...[...expr.matchAll(/\{(\w+)[=~!]/g)].map(([, label = '']) => label),
    ...[...expr.matchAll(/by \(([^)]+)\)/g)].flatMap(([, list = '']) => list.split(', ')),
  ])

  expect(asked.length).toBeGreaterThanOrEqual(rules.length)
  expect(asked.filter((name) => !served.includes(name.replace(/_bucket$/, '')))).toEqual([])
  expect(named.filter((label) => !labels.has(label))).toEqual([])
  await gateway.close()
  await database.remove()
})

test('each alert says in words what it means and what to do, and its name is its own', () => {
  const names = rules.map(({ alert }) => alert)

  expect(new Set(names).size).toBe(names.length)
  for (const { annotations } of rules) {
    expect(annotations.summary).not.toBe('')
    expect(annotations.description).toMatch(/\.$/)
  }
})
