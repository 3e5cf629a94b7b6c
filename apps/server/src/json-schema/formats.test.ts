import { expect, test } from 'vitest'

import { formats } from './formats.ts'
import { createSchemaCache } from './json-schema.ts'

test('formats tell right from wrong', () => {
  const samples: Record<string, [right: string, wrong: string]> = {
    date: ['2024-02-29', '2023-02-29'],
    time: ['10:00:00Z', '25:00:00Z'],
    'date-time': ['2024-02-29T10:00:00+01:00', '2024-02-29 10h'],
    duration: ['P1DT2H', 'P'],
    email: ['a.b+c@example.org', 'a@b@c'],
    hostname: ['a.example.org', '-a.org'],
    ipv4: ['127.0.0.1', '256.0.0.1'],
    ipv6: ['::1', ':::1'],
    uri: ['https://example.org/a?b#c', 'example.org'],
    'uri-reference': ['../a', 'a b'],
    uuid: ['2eb8aa08-aa98-41ea-b4aa-73b441d16380', 'urn:uuid:2eb8aa08'],
    regex: ['^a+$', '('],
    'json-pointer': ['/a/0', 'a'],
    byte: ['YWJj', 'Y'],
  }

  for (const [format, [right, wrong]] of Object.entries(samples)) {
    const check = createSchemaCache().checkFor('any', { format })
    expect([format, check(right)]).toEqual([format, []])
    expect([format, check(wrong).length]).toEqual([format, 1])
  }
})

test('no format takes more than linear time', () => {
  const parts = [
    'a',
    '1',
    '.',
    '-',
    ':',
    '/',
    'a.',
    'a-',
    '%20',
    '{a}',
    'a,',
    '\n',
    'AAAA',
    '@',
    '(',
    'T',
  ]
  const heads = ['', 'a@', 'http://', '{', 'P', '/']

  for (const format of Object.keys(formats)) {
    const check = createSchemaCache().checkFor('any', { format })
    const before = process.threadCpuUsage()
    for (const head of heads)
      for (const part of parts) check(`${head}${part.repeat(20_000 / part.length)}\u0000`)
    const { user } = process.threadCpuUsage(before)
    // A hundred texts; a quadratic one alone would take half a second.
    expect([format, user < 400_000]).toEqual([format, true])
  }
})
