import { announcementOf } from '@temporal-registry/sdk/typed'
import type { Pattern } from '../pattern.ts'
import { settlement } from './signature.ts'

const account = {
  number: '9007199254740993',
  owner_ip: '2001:db8::1',
  statement_url: 'https://bank.example/statements/7',
  due_at: '2030-01-31T09:30:00Z',
  charges: ['12.50', '0.05'],
  fees: { courier: '3.00' },
  tags: ['urgent', 'export'],
  mandate: 'c2lnbmVk',
}

export const typedConverter: Pattern = {
  ...announcementOf(settlement),
  title: 'Typed converter',
  workflow_type: 'cookbook.typed-converter.v1',
  // The type of an announcement leaves it open; this signature has a result.
  output_schema: announcementOf(settlement).output_schema ?? {},
  version: '1.0.0',
  description:
    'Settles an account whose values are dates, decimals, big numbers, bytes, sets and IP addresses in code and plain JSON on the way; what a schema does not take is refused before any code sees it.',
  labels: { kind: 'pattern', topic: 'payloads' },
  examples: [
    { name: 'Settled at once', input: account },
    { name: 'A minute for more charges', input: { ...account, wait_ms: 60_000 } },
  ],
  when: [
    'Values are more than JSON has: money, times, identifiers above 2^53, bytes.',
    'Runs are started by people and services in other languages, and their mistakes should be told them, with the place.',
    'One description should serve worker, client, and the schema that the gateway checks.',
  ],
  when_not: [
    'Inputs are a few texts and small numbers: plain JSON and a JSON Schema are less to learn.',
    'Workers start often and the bundle has to be small: zod adds half a megabyte of source to it.',
    'Only this SDK speaks to the workflow, and nobody else ever will: a converter that tags its values asks for no schemas.',
  ],
  walkthrough: {
    example: 'A minute for more charges',
    steps: [
      { signal: 'remark', input: { at: '2026-01-31T09:30:00Z', text: 'Call before' } },
      { update: 'add_charge', input: { amount: '7.45' } },
      { query: 'total_since', input: { since: '2026-01-01T00:00:00+01:00' } },
    ],
  },
  look_at: [
    '**Input and results**: plain JSON. The number above 2^53 is text, and so are the amounts, with the zeros at their end.',
    '**Event history**: an update with a bad amount left no event, and a run with a bad input failed in its first workflow task, without an activity.',
  ],
  links: [
    {
      title: 'Converters and encoding, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/data-handling/data-conversion',
    },
    { title: 'Codecs of zod', url: 'https://zod.dev/codecs' },
  ],
}
