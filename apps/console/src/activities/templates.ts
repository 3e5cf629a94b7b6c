/** A definition to begin with: text, so that its comments and its order are kept. */
export interface ActivityTemplate {
  readonly slug: string
  readonly title: string
  readonly says: string
  readonly yaml: string
}

export const templates: readonly ActivityTemplate[] = [
  {
    slug: 'order-approval',
    title: 'Order approval',
    says: 'a person decides about large orders, then a workflow ships them',
    yaml: `name: order-approval
description: Large orders are approved by a person before they are shipped
trigger:
  event:
    types: [order.created]
    filter: event.data.amount >= 1000
dedupe:
  # One run for an order, as long as that run is open.
  key: event.data.order_id
tasks:
  - name: approval
    human:
      title: Ship order {{ event.data.order_id }} over {{ event.data.amount }}?
      groups: [sales]
      due_seconds: 86400
      on_due: reject
  - name: ship
    after: [approval]
    when: tasks.approval.result.decision == "approved"
    workflow:
      workflow_type: cookbook.saga.v1
      input:
        order_id: { $cel: event.data.order_id }
`,
  },
  {
    slug: 'weekday-digest',
    title: 'Weekday digest',
    says: 'what is new is read and sent every working day at eight',
    yaml: `name: weekday-digest
description: What is new, at eight in the morning of every working day
trigger:
  schedule:
    cron: ['0 8 * * MON-FRI']
    time_zone: Europe/Berlin
    overlap_policy: skip
    # After an outage it is sent up to two hours late, or not at all.
    misfire: { policy: skip, grace_seconds: 7200 }
context:
  - name: news
    http:
      url: https://example.com/headlines.json
tasks:
  - name: send
    http:
      method: POST
      url: https://example.com/inbox
      body:
        subject: { $liquid: 'News of {{ now | date: "%d.%m.%Y" }}' }
        headlines: { $cel: context.news.headlines }
`,
  },
  {
    slug: 'webhook-to-workflow',
    title: 'Webhook to workflow',
    says: 'a push to GitHub starts a workflow, one at a time for each repository',
    yaml: `name: build-on-push
description: A push to the main branch starts a build
trigger:
  event:
    types: [github.push]
    filter: event.data.ref == "refs/heads/main"
flow:
  concurrency: { limit: 1, key: event.data.repository.full_name, on_limit: cancel_running }
tasks:
  - name: build
    workflow:
      workflow_type: cookbook.activity-choice.v1
      input:
        items: [{ fruit: apple, amount: 1 }]
`,
  },
  {
    slug: 'by-hand',
    title: 'By hand',
    says: 'somebody calls it with an input that is checked, and an event tells of it',
    yaml: `name: say-hello
description: Tells of a name that somebody gave
trigger:
  manual: {}
input_schema:
  type: object
  required: [name]
  properties:
    name: { type: string, title: Whom to greet }
tasks:
  - name: tell
    emit:
      type: greeting.said
      data:
        text: { $liquid: 'Hello, {{ input.name }}!' }
`,
  },
]
