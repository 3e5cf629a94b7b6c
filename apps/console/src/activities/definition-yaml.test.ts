import { expect, test } from 'vitest'
import { definitionYaml } from './definition-yaml.ts'

test('a definition is written in the order of what it does, whatever order it was kept in', () => {
  const kept = {
    tasks: [{ emit: { type: 'told' }, when: 'input.ok', name: 'tell' }],
    trigger: { manual: {} },
    labels: { team: 'shop' },
    name: 'greet',
  }

  expect(definitionYaml(kept)).toBe(`name: greet
labels:
  team: shop
trigger:
  manual: {}
tasks:
  - name: tell
    when: input.ok
    emit:
      type: told
`)
})

test('a draft of another shape is written as it is', () => {
  expect(definitionYaml(['a', 1])).toBe('- a\n- 1\n')
  expect(definitionYaml({ tasks: 'none yet', name: 'x' })).toBe('name: x\ntasks: none yet\n')
})
