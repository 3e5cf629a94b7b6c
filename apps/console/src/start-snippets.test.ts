import { expect, test } from 'vitest'
import { cliSnippet, curlSnippet, typescriptSnippet } from './start-snippets.ts'

const facts = {
  url: 'http://127.0.0.1:8080',
  namespace: undefined,
  needsToken: false,
  workflowType: 'send invoice',
  body: { input: { to: "Ada's" } },
}

test('a start is written for a shell so that quotes stand for themselves', () => {
  expect(curlSnippet(facts)).toBe(
    String.raw`curl -X POST http://127.0.0.1:8080/workflows/send%20invoice/start \
  -H 'content-type: application/json' \
  -d '{"input":{"to":"Ada'\''s"}}'`,
  )
})

test('namespace and token go along', () => {
  const elsewhere = { ...facts, namespace: 'shop', needsToken: true }

  expect(curlSnippet(elsewhere)).toContain('/namespaces/shop/workflows/')
  expect(curlSnippet(elsewhere)).toContain('Bearer $TEMPORAL_REGISTRY_TOKEN')
  expect(cliSnippet(elsewhere)).toContain('--namespace shop')
  expect(typescriptSnippet(elsewhere)).toContain('namespace: "shop"')
})

test('what is chosen beside the input is a flag', () => {
  const body = { ...facts.body, workflow_id: 'a b', start_delay_seconds: 5 }

  expect(cliSnippet({ ...facts, body })).toMatch(/--id 'a b' \\\n {2}--start-delay 5$/)
})
