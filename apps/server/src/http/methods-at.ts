import type { FastifyInstance } from 'fastify'

/** Methods that a path takes; none where there is no such path. */
export type MethodsAt = (path: string) => readonly string[]

/** Listens to every route an app gets from now on. */
export function watchMethods(app: FastifyInstance): MethodsAt {
  const methodsByUrl = new Map<string, { pattern: RegExp; methods: Set<string> }>()

  app.addHook('onRoute', ({ url, method }) => {
    const route = methodsByUrl.get(url) ?? { pattern: patternOf(url), methods: new Set() }
    methodsByUrl.set(url, route)
    for (const one of [method].flat()) route.methods.add(one)
  })

  return (path) => {
    const matching = [...methodsByUrl.values()].filter(({ pattern }) => pattern.test(path))
    return [...new Set(matching.flatMap(({ methods }) => [...methods]))].toSorted()
  }
}

/** `/runs/:workflow_id` takes one segment there, `/docs/static/*` any number. */
function patternOf(url: string): RegExp {
  const escaped = url.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll(/:\w+/g, '[^/]+').replaceAll('*', '.*')}/?$`)
}
