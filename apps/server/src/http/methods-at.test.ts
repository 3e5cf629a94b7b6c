import fastify from 'fastify'
import { expect, test } from 'vitest'
import { watchMethods } from './methods-at.ts'

function appWith(...routes: readonly [method: string, url: string][]) {
  const app = fastify()
  const methodsAt = watchMethods(app)
  for (const [method, url] of routes) app.route({ method, url, handler: () => 'x' })
  return methodsAt
}

test('a path takes the methods of every route at it, and HEAD where GET is', () => {
  const methodsAt = appWith(['GET', '/runs/:id'], ['DELETE', '/runs/:id'], ['POST', '/runs'])

  expect(methodsAt('/runs/a')).toEqual(['DELETE', 'GET', 'HEAD'])
  expect(methodsAt('/runs')).toEqual(['POST'])
})

test('a parameter is one part of a path; a slash at the end is none', () => {
  const methodsAt = appWith(['POST', '/runs/:id/signals/:name'])

  expect(methodsAt('/runs/a/signals/b')).toEqual(['POST'])
  expect(methodsAt('/runs/a/signals/b/')).toEqual(['POST'])
  expect(methodsAt('/runs/%2F/signals/%00')).toEqual(['POST'])
  expect(methodsAt('/runs/a/signals/b/c')).toEqual([])
  expect(methodsAt('/runs//signals/b')).toEqual([])
  expect(methodsAt('/')).toEqual([])
})

test('what stands in a path is meant literally', () => {
  const methodsAt = appWith(['GET', '/openapi.json'], ['GET', '/static/*'])

  expect(methodsAt('/openapi.json')).toEqual(['GET', 'HEAD'])
  expect(methodsAt('/openapi-json')).toEqual([])
  expect(methodsAt('/static/a/b.css')).toEqual(['GET', 'HEAD'])
})
