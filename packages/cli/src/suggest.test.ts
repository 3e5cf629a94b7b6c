import { expect, test } from 'vitest'
import { suggest } from './suggest.ts'

const known = ['list', 'show', 'start', 'validate', 'task-queue', 'terminate']

test.each([
  ['lst', 'list'],
  ['strat', 'start'],
  ['val', 'validate'],
  ['taskqueue', 'task-queue'],
  ['terminat', 'terminate'],
  ['shwo', 'show'],
])('«%s» was meant to be %s', (word, meant) => {
  expect(suggest(word, known)).toBe(meant)
})

test.each(['x', 'completely-else', ''])('nothing is suggested for «%s»', (word) => {
  expect(suggest(word, known)).toBeUndefined()
})
