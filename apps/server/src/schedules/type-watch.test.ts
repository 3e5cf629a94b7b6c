import { expect, test } from 'vitest'
import { fullSpec, putting, registering } from '../../test/specs.ts'
import { viewedCatalogue } from '../../test/viewed.ts'
import { watchTypes } from './type-watch.ts'

/** A watch that has answered for the types `a` and `b`, of which `a` is served by `w`. */
function watched() {
  const viewed = viewedCatalogue()
  const { view, write } = viewed
  const looked: string[] = []
  const findType = (name: string) => {
    looked.push(name)
    return view.findType(name)
  }
  const watch = watchTypes({ ...view, findType })
  const isDueAtFirst = watch.isDue()
  write(registering('w', { workflows: [fullSpec('a')] }), putting(fullSpec('b')))
  const isDueWithTypes = watch.isDue()
  watch.answered()
  looked.length = 0
  return { ...viewed, watch, looked, isDueAtFirst, isDueWithTypes }
}

test('nothing is due before the registry was read, or after it was answered for', () => {
  const { watch, isDueAtFirst, isDueWithTypes } = watched()

  expect([isDueAtFirst, isDueWithTypes, watch.isDue()]).toEqual([false, true, false])
})

test('a queue that becomes ready is due, stays so until it is answered, and costs a look at its types only', () => {
  const { watch, looked, sawPoll } = watched()

  sawPoll('w-queue')

  expect([watch.isDue(), watch.isDue()]).toEqual([true, true])
  expect(new Set(looked)).toEqual(new Set(['a']))
  watch.answered()
  expect(watch.isDue()).toBe(false)
})

test('a type that declares schedules is told of, and one that is gone is due', () => {
  const { watch, write } = watched()
  const never = { cron: ['0 0 1 1 * 2099'] }

  write(putting(fullSpec('b', { schedules: [{ schedule_id: 's', ...never }] })))
  const afterDeclared = [watch.isDue(), watch.declaresAny()]
  watch.answered()
  write({ op: 'remove_workflow', workflow_type: 'b' })

  expect(afterDeclared).toEqual([true, true])
  expect([watch.isDue(), watch.declaresAny()]).toEqual([true, false])
})

test('a renewed lease moves nothing', () => {
  const { watch, view, looked } = watched()

  view.beat('w')

  expect(watch.isDue()).toBe(false)
  expect(looked).toEqual([])
})
