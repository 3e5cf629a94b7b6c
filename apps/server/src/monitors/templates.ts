import type { MonitorBody } from '@temporal-registry/contract/monitor'

interface Template {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly monitor: MonitorBody
}

const everyFiveMinutes = { intervals: [{ every_seconds: 300 }] }

/** Monitors to begin with; each works once its address is one of yours. */
export const monitorTemplates: readonly Template[] = [
  {
    name: 'price-on-a-page',
    title: 'A price on a page',
    description: 'Tells when a price falls below a limit, and again at each new price below it.',
    monitor: {
      name: 'price-on-a-page',
      probe: {
        html: {
          url: 'https://example.com/lamp',
          fields: { price: { selector: '.price', as: 'number' } },
        },
      },
      schedule: { cron: ['0 */6 * * *'] },
      condition: 'state.price < 100.0',
    },
  },
  {
    name: 'json-status',
    title: 'A status as JSON',
    description:
      'Tells when a service says twice in a row that it is not well, and when it is again.',
    monitor: {
      name: 'json-status',
      probe: { http_json: { url: 'https://example.com/status.json' } },
      schedule: everyFiveMinutes,
      condition: "state.status != 'ok'",
      alert: { on: ['rising', 'recovery'], for: { checks: 2 }, reminder_seconds: 14_400 },
    },
  },
  {
    name: 'missing-heartbeat',
    title: 'A sign of life that does not come',
    description: 'Tells when a nightly job has not called its address for a day and an hour.',
    monitor: {
      name: 'missing-heartbeat',
      probe: { heartbeat: { grace_seconds: 90_000 } },
      schedule: everyFiveMinutes,
      alert: { on: ['rising', 'recovery'] },
    },
  },
  {
    name: 'new-entries',
    title: 'New entries of a feed',
    description: 'Tells of what a feed has that it had not before.',
    monitor: {
      name: 'new-entries',
      probe: { feed: { url: 'https://example.com/feed.xml' } },
      schedule: { intervals: [{ every_seconds: 1_800 }] },
    },
  },
  {
    name: 'open-port',
    title: 'A port that answers',
    description:
      'Tells when nothing answers at a port three times in a row, and when something does again.',
    monitor: {
      name: 'open-port',
      probe: { tcp: { host: 'example.com', port: 443 } },
      schedule: { intervals: [{ every_seconds: 60 }] },
      condition: '!state.open',
      alert: { on: ['rising', 'recovery'], for: { checks: 3 } },
    },
  },
]
