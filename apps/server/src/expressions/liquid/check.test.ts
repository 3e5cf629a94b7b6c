import { expect, test } from 'vitest'

import type { Place } from '../place.ts'
import { checkLiquid } from './check.ts'

const place: Place = {
  variables: {
    event: { fields: { id: 'string', type: 'string', data: 'dyn' } },
    orders: { items: { fields: { total: 'double' } } },
  },
}

const check = (source: string) => checkLiquid(place, source)

test('a sound text has no faults', () => {
  const sound = [
    'Order {{ event.data.order_id }} of {{ event.type | upcase }}',
    '{% for order in orders %}{{ forloop.index }}: {{ order.total | round: 2 }} {% endfor %}',
    '{% if event.data.vip %}Dear {{ event.data.name | default: "customer" }}{% endif %}',
    '{% assign total = orders | map: "total" | sum %}{{ total }}',
    '{% raw %}{{ unknown }}{% endraw %}',
    'plain',
    '',
  ]

  expect(sound.map(check)).toEqual(sound.map(() => []))
})

test('unknown variables, fields, filters and tags are named with their position', () => {
  expect(check('Hello\n{{ evnt.id }} and {{ event.tpye }}')).toMatchObject([
    { detail: expect.stringMatching(/variable evnt.*mean event\?/), line: 2, column: 4 },
    { detail: expect.stringMatching(/field event\.tpye.*mean type\?/), line: 2 },
  ])
  expect(check('{{ event.id | upcse }}')).toMatchObject([
    { detail: expect.stringMatching(/no filter upcse: did you mean upcase\?/) },
  ])
  expect(check('a {% fro x in orders %}{% endfor %}')).toMatchObject([
    { detail: expect.stringMatching(/no tag fro: did you mean for\?/), column: 3 },
  ])
  expect(check('{{ event.id')).toMatchObject([{ detail: expect.stringMatching(/not closed/) }])
})

test('nothing that reads other texts is there', () => {
  for (const tag of ['include', 'render', 'layout', 'block'])
    expect(check(`{% ${tag} "/etc/passwd" %}`)).toMatchObject([
      { detail: expect.stringContaining(`there is no tag ${tag}`) },
    ])
})

test('a text has a longest length', () => {
  expect(check('x'.repeat(70_000))).toMatchObject([
    { detail: expect.stringContaining('longer than') },
  ])
})
