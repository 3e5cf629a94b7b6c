import type { Pattern } from '../pattern.ts'

export const customMetrics: Pattern = {
  title: 'Custom metrics',
  workflow_type: 'cookbook.custom-metrics.v1',
  version: '1.0.0',
  description:
    'Packs orders, and counts what became of them on a page for Prometheus, beside how long each activity waited for a worker.',
  labels: { kind: 'pattern', topic: 'operations' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['orders'],
    properties: {
      orders: {
        title: 'Orders',
        description: 'Things in each; more than ten are refused.',
        type: 'array',
        minItems: 1,
        maxItems: 50,
        items: { type: 'integer', minimum: 1, maximum: 100 },
      },
      channel: {
        title: 'Where they came from',
        type: 'string',
        enum: ['web', 'shop', 'phone'],
        default: 'web',
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['shipped', 'refused', 'parcels'],
    properties: {
      shipped: { type: 'integer' },
      refused: { type: 'integer' },
      parcels: { type: 'integer' },
    },
  },
  examples: [
    { name: 'Three orders, one too large', input: { orders: [3, 8, 12] } },
    { name: 'By phone', input: { orders: [1, 1], channel: 'phone' } },
  ],
  when: [
    'Somebody watches figures of the business that no trace and no log adds up.',
    'Workers are added and taken away by how long activities wait for one.',
    'An alarm must go off when orders are refused, and not only when runs fail.',
  ],
  when_not: [
    'The figure must be exact, as money is: a worker that ends takes along what nobody scraped. Count in a database.',
    'A label would have a value for each customer or order: that is a search attribute, or a log.',
    "Temporal's own metrics say it already: failures, latencies, open slots.",
  ],
  look_at: [
    "The worker's metrics page, whose address `npm start` prints: `cookbook_orders_total{outcome,channel}` and `cookbook_parcels_total` grow by what the result says.",
    '`cookbook_activity_schedule_to_start_seconds` there: how long each type of activity waited, by task queue.',
    'The history: counting leaves no event in it.',
  ],
  links: [
    {
      title: 'Observability, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/observability',
    },
    { title: 'SDK metrics', url: 'https://docs.temporal.io/references/sdk-metrics' },
  ],
}
