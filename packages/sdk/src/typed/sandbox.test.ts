import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { expect, test } from 'vitest'

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url))

test('typed workflows are bundled without anything of Node, and within a size', async () => {
  const said: string[] = []
  const logger = new DefaultLogger('ERROR', ({ message }) => said.push(message))

  const { code } = await bundleWorkflowCode({
    workflowsPath: pathOf('../../test/typed-workflows.ts'),
    payloadConverterPath: pathOf('./payload-converter.ts'),
    logger,
  })

  const [script = ''] = code.split('//# sourceMappingURL=')
  expect(said).toEqual([])
  expect(script).not.toMatch(/["']node:[a-z]/)
  // Temporal's own part is 490,000, zod's 460,000; its locales would add as much again.
  expect(script.length).toBeGreaterThan(700_000)
  expect(script.length).toBeLessThan(1_050_000)
})
