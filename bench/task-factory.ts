import { setTimeout as sleep } from 'node:timers/promises'
import { WrongAnswer, type Callers } from './load/callers.ts'

const eventuallyMs = 120_000

/** Calls of the task factory's routes, by the first of some callers. */
export interface FactoryCalls {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown, expected: number): Promise<T>
}

export function factoryCalls(callers: Callers): FactoryCalls {
  async function answer<T>(request: Buffer, expected?: number): Promise<T> {
    const { body } = await callers.send(0, request, expected)
    return JSON.parse(body.toString()) as T
  }
  return {
    get: (path) => answer(callers.request({ method: 'GET', path })),
    post: (path, body, expected) =>
      answer(callers.request({ method: 'POST', path, body }), expected),
  }
}

/** A definition for events of a type, whose runs are over at once. */
export function definitionOf(name: string, type: string, more: object = {}) {
  return {
    name,
    trigger: { event: { types: [type] } },
    tasks: [{ name: 'pause', wait: { seconds: 0.001 } }],
    ...more,
  }
}

/** The bytes of a request that sends an event. */
export function eventRequest(
  callers: Pick<Callers, 'request'>,
  { id, type, data = {} }: { readonly id: string; readonly type: string; readonly data?: unknown },
): Buffer {
  const event = { specversion: '1.0', id, source: '/bench', type, data }
  return callers.request({ method: 'POST', path: '/events', body: event })
}

/** Asks again until there is an answer. @throws WrongAnswer when there is none for long. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  everyMs = 50,
): Promise<T> {
  for (const giveUpAtMs = Date.now() + eventuallyMs; ; await sleep(everyMs)) {
    const value = await ask()
    if (value !== undefined && value !== false) return value
    if (Date.now() > giveUpAtMs)
      throw new WrongAnswer(`In ${eventuallyMs / 1000} s it did not come: ${what}`)
  }
}
