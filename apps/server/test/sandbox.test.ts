import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { payloadConverterPath, workflowBundle } from '../src/platform/workflow-bundle.ts'

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const said: string[] = []
const logger = new DefaultLogger('ERROR', ({ message }) => said.push(message))

test('the workflows and the payload converter are bundled without anything of Node', async () => {
  const workflowsPath = pathOf('../src/workflows.ts')

  const { code } = await bundleWorkflowCode({ workflowsPath, payloadConverterPath, logger })

  const [script = ''] = code.split('//# sourceMappingURL=')
  expect(said).toEqual([])
  expect(script).toContain('temporal-registry.v1')
  expect(script).toContain('ForgivingPayloadConverter')
  expect(script).not.toMatch(/["']node:[a-z]/)
  // A library that gets in by an import costs every worker its start and its memory.
  expect(script.length).toBeLessThan(1_000_000)
})

test('a workflow that imports something of Node is not bundled', async () => {
  const bundling = bundleWorkflowCode({ workflowsPath: pathOf('./node-in-sandbox.ts'), logger })

  await expect(bundling).rejects.toThrow('Webpack finished with errors')
  expect(said.join('\n')).toContain('Reading from "node:crypto"')
})

test('the bundle is made once for the same sources', async () => {
  const first = await workflowBundle()
  const begunMs = performance.now()
  const second = await workflowBundle()

  expect(second.code).toBe(first.code)
  expect(performance.now() - begunMs).toBeLessThan(500)
})
