import { proxyActivities } from '@temporalio/workflow'
import { choice, elements, integer, members, root } from '../input.ts'
import type * as activities from './activities.ts'

const { orderApples, orderBananas, orderCherries } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10s',
})

const orderOf = { apple: orderApples, banana: orderBananas, cherry: orderCherries }
const fruits = ['apple', 'banana', 'cherry'] as const satisfies (keyof typeof orderOf)[]

/** The whole list is read before the first order: a wrong line at its end orders nothing. */
export async function activityChoice(input: unknown): Promise<{ orders: string[] }> {
  const items = readInput(input)
  const orders: string[] = []
  for (const { fruit, amount } of items) orders.push(await orderOf[fruit](amount))
  return { orders }
}

export function readInput(input: unknown) {
  const { items } = members(root(input), ['items'])
  return elements(items, { min: 1, max: 100 }).map((item) => {
    const { fruit, amount } = members(item, ['fruit', 'amount'])
    return {
      fruit: choice(fruit, fruits),
      amount: integer(amount, { min: 1, max: 1_000_000 }),
    }
  })
}
