import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { findChartRenderer } from '../../scripts/deploy/chart-renderer.ts'

// What is rendered here was compared with what Helm 3.19.5 renders, and was the same.

interface Container {
  readonly name: string
  readonly image: string
  readonly args?: readonly string[]
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly envFrom: readonly { readonly secretRef: { readonly name: string } }[]
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[]
  readonly securityContext: object
  readonly [probe: string]: unknown
}

interface PodSpec {
  readonly containers: readonly [Container]
  readonly volumes?: readonly { readonly name: string }[]
  readonly securityContext: object
  readonly enableServiceLinks: boolean
  readonly automountServiceAccountToken: boolean
}

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels: Record<string, string> }
  readonly data?: Readonly<Record<string, string>>
  readonly spec?: {
    readonly replicas?: number
    readonly selector?: { readonly matchLabels?: Record<string, string> }
    readonly template?: {
      readonly metadata: { readonly labels: Record<string, string>; readonly annotations: object }
      readonly spec: PodSpec
    }
    readonly [member: string]: unknown
  }
}

const renderer = await findChartRenderer(AbortSignal.timeout(300_000))

function rendered(values: object): ReadonlyMap<string, Manifest> {
  const text = execFileSync(renderer, ['deploy/helm', JSON.stringify(values)], { encoding: 'utf8' })
  const manifests = parseAllDocuments(text).flatMap((document) => {
    expect(document.errors).toEqual([])
    const manifest = document.toJS() as Manifest | null
    return manifest ? [manifest] : []
  })
  return new Map(manifests.map((manifest) => [manifest.kind, manifest]))
}

function podOf(manifests: ReadonlyMap<string, Manifest>, kind: string): PodSpec {
  const spec = manifests.get(kind)?.spec?.template?.spec
  if (!spec) throw new Error(`There is no ${kind}`)
  return spec
}

test('the chart makes a deployment with probes, a service, an account and a budget for disruptions', () => {
  const manifests = rendered({})
  const deployment = manifests.get('Deployment')
  const { containers, ...pod } = podOf(manifests, 'Deployment')
  const [gateway] = containers
  const selector = deployment?.spec?.selector?.matchLabels ?? {}

  expect([...manifests.keys()].toSorted()).toEqual([
    'Deployment',
    'PodDisruptionBudget',
    'Service',
    'ServiceAccount',
  ])
  expect(deployment?.spec).toMatchObject({
    replicas: 2,
    template: { metadata: { labels: selector } },
  })
  expect(manifests.get('Service')?.spec).toMatchObject({
    selector,
    ports: [{ targetPort: 'http' }],
  })
  expect(manifests.get('PodDisruptionBudget')?.spec).toMatchObject({
    selector: { matchLabels: selector },
  })
  expect(gateway).toMatchObject({
    startupProbe: { httpGet: { path: '/health', port: 'http' } },
    livenessProbe: { httpGet: { path: '/health', port: 'http' } },
    readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
    ports: [{ name: 'http', containerPort: 8080 }],
    envFrom: [{ secretRef: { name: 'temporal-registry' } }],
    securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
  })
  expect(gateway).not.toHaveProperty('args')
  expect(pod).toMatchObject({
    enableServiceLinks: false,
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000 },
  })
})

test('a deployment that is scaled by its load says no number of replicas', () => {
  const manifests = rendered({ autoscaling: { enabled: true, maxReplicas: 9 } })

  expect(manifests.get('Deployment')?.spec).not.toHaveProperty('replicas')
  expect(manifests.get('HorizontalPodAutoscaler')?.spec).toMatchObject({
    scaleTargetRef: { kind: 'Deployment', name: 'front-temporal-registry' },
    minReplicas: 2,
    maxReplicas: 9,
  })
})

test('a configuration file is mounted and read, and another one makes other pods', () => {
  const [one, other] = ['a: 1\n', 'a: 2\n'].map((config) => rendered({ config }))
  if (!one || !other) throw new Error('Nothing is rendered')
  const { containers, volumes } = podOf(one, 'Deployment')
  const annotationsOf = (manifests: ReadonlyMap<string, Manifest>) =>
    manifests.get('Deployment')?.spec?.template?.metadata.annotations

  expect(one.get('ConfigMap')?.data).toEqual({ 'config.yaml': 'a: 1\n' })
  expect(containers[0].args).toEqual(['serve', '--config', '/etc/temporal-registry/config.yaml'])
  expect(containers[0].volumeMounts).toContainEqual(
    expect.objectContaining({ name: 'config', mountPath: '/etc/temporal-registry' }),
  )
  expect(volumes).toContainEqual({ name: 'config', configMap: { name: 'front-temporal-registry' } })
  expect(annotationsOf(one)).not.toEqual(annotationsOf(other))
})

test('migrations run before a roll-out with what the gateway is told, and no service finds their pods', () => {
  const values = {
    migrate: { enabled: true },
    temporal: { namespaces: ['billing', 'research'], uiUrl: 'https://ui.example' },
    env: { TEMPORAL_REGISTRY_ACCESS_LOG: false },
  }
  const manifests = rendered(values)
  const [gateway] = podOf(manifests, 'Deployment').containers
  const [migrate] = podOf(manifests, 'Job').containers
  const selector = manifests.get('Deployment')?.spec?.selector?.matchLabels ?? {}

  expect(migrate).toMatchObject({ args: ['database', 'migrate'], image: gateway.image })
  expect([migrate.env, migrate.envFrom]).toEqual([gateway.env, gateway.envFrom])
  expect(gateway.env).toContainEqual({
    name: 'TEMPORAL_REGISTRY_NAMESPACES',
    value: 'billing,research',
  })
  expect(gateway.env).toContainEqual({ name: 'TEMPORAL_REGISTRY_ACCESS_LOG', value: 'false' })
  expect(podOf(manifests, 'Job').enableServiceLinks).toBe(false)
  expect(manifests.get('Job')?.spec?.template?.metadata.labels).not.toMatchObject(selector)
})
