import { Type, type Static } from 'typebox'
import { databaseProblems, endpoint, type Endpoint } from './endpoint.ts'
import {
  closedObject,
  closedShape,
  Json,
  JsonObject,
  nullable,
  oneOf,
  shape,
  Timestamp,
  Uuid,
} from './shapes.ts'
import { pageQuery } from './triggers.ts'

/** How a human task stands. */
export const humanTaskStatuses = ['open', 'claimed', 'decided', 'expired', 'cancelled'] as const
export type HumanTaskStatus = (typeof humanTaskStatuses)[number]

/** What a person may say to a human task. */
export const humanDecisions = ['approve', 'reject', 'answer'] as const
export type HumanDecision = (typeof humanDecisions)[number]

/** What came of a human task that was decided. */
export const humanOutcomes = ['approved', 'rejected', 'answered'] as const
export type HumanOutcome = (typeof humanOutcomes)[number]

/** What is written down of a human task, in order. */
export const humanTaskSteps = [
  'opened',
  'claimed',
  'released',
  'delegated',
  'commented',
  'approved',
  'rejected',
  'answered',
  'reminded',
  'escalated',
  'overdue',
  'expired',
  'cancelled',
] as const
export type HumanTaskStep = (typeof humanTaskSteps)[number]

const Person = Type.String({ minLength: 1, maxLength: 128 })
const Comment = Type.String({ minLength: 1, maxLength: 10_000 })

const summaryMembers = {
  id: Type.String(),
  task_id: Type.String({ description: 'The task of the run that it is.' }),
  run_id: Type.String(),
  title: Type.String(),
  status: oneOf(humanTaskStatuses),
  outcome: nullable(oneOf(humanOutcomes)),
  version: Type.Integer({ description: 'Grows with every change.' }),
  assignees: Type.Array(Type.String()),
  groups: Type.Array(Type.String()),
  requester: nullable(Type.String()),
  claimed_by: nullable(Type.String()),
  quorum: Type.Integer({ description: 'People who have to approve or answer.' }),
  agreed: Type.Integer({ description: 'People who have.' }),
  due_at: nullable(Timestamp),
  escalated_at: nullable(Timestamp),
  created_at: Timestamp,
  closed_at: nullable(Timestamp),
}

/** A human task in a list. */
export const HumanTaskSummary = shape('HumanTaskSummary', summaryMembers)
export type HumanTaskSummary = Static<typeof HumanTaskSummary>

/** What a person said. */
export const PersonsDecision = shape('PersonsDecision', {
  actor: Type.String(),
  decision: oneOf(humanDecisions),
  answer: Json,
  comment: nullable(Type.String()),
  at: Timestamp,
})
export type PersonsDecision = Static<typeof PersonsDecision>

/** A human task with what was said and done about it. */
export const HumanTask = shape('HumanTask', {
  ...summaryMembers,
  description: nullable(Type.String()),
  form: nullable(JsonObject),
  allow_self_approval: Type.Boolean(),
  escalate_to: Type.Array(Type.String()),
  on_due: oneOf(['escalate', 'approve', 'reject', 'fail']),
  decisions: Type.Array(PersonsDecision),
  history: Type.Array(
    Type.Object({
      at: Timestamp,
      actor: nullable(Type.String()),
      step: oneOf(humanTaskSteps),
      details: JsonObject,
    }),
    { description: 'The last 1,000 steps, the oldest first.' },
  ),
})
export type HumanTask = Static<typeof HumanTask>

/** Who acts, where a gateway of people does it for them. */
const actorHeaders = Type.Object({
  'x-actor': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'The person on whose behalf a token with the scope `admin` acts.',
    }),
  ),
})
const params = closedObject({ human_task_id: Uuid })
const Version = Type.Optional(
  Type.Integer({ minimum: 1, description: 'Refused when the task has another version by now.' }),
)
const refusals = [
  'human-task-not-found',
  'human-task-closed',
  'human-task-changed',
  'human-task-claimed',
  'not-for-you',
  ...databaseProblems,
] as const

export const listHumanTasks = endpoint({
  id: 'listHumanTasks',
  method: 'GET',
  path: '/human-tasks',
  tag: 'human tasks',
  summary: 'List human tasks: an inbox, or all of them',
  description: 'Newest first.',
  scope: 'read',
  headers: actorHeaders,
  query: closedObject({
    assignee: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        description:
          'A person: tasks that name them or a group of theirs, or that they have claimed. `me`: who asks.',
      }),
    ),
    via: Type.Optional(
      oneOf(['name', 'group'], {
        description:
          'With `assignee`: only what names or was claimed by the person, or only what names a group of theirs.',
      }),
    ),
    group: Type.Optional(Person),
    q: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'A part of the title, in any case.',
      }),
    ),
    status: Type.Optional(Type.Array(oneOf(humanTaskStatuses), { maxItems: 5 })),
    due_before: Type.Optional(Timestamp),
    run_id: Type.Optional(Uuid),
    count: Type.Optional(
      Type.Boolean({ description: 'Also answer how many match; 10,000 stands for that or more.' }),
    ),
    ...pageQuery,
  }),
  responses: {
    200: Type.Object({
      human_tasks: Type.Array(HumanTaskSummary),
      count: Type.Optional(Type.Integer()),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: ['cursor-invalid', ...databaseProblems],
  idempotent: true,
})

export const getHumanTask = endpoint({
  id: 'getHumanTask',
  method: 'GET',
  path: '/human-tasks/:human_task_id',
  tag: 'human tasks',
  summary: 'Describe a human task: what is asked, what was said, what was done',
  scope: 'read',
  params,
  responses: { 200: HumanTask },
  problems: ['human-task-not-found', ...databaseProblems],
  idempotent: true,
})

/** What every change of a human task has in common. */
const change = {
  method: 'POST',
  tag: 'human tasks',
  scope: 'start',
  params,
  headers: actorHeaders,
  responses: { 200: HumanTask },
  problems: refusals,
} as const satisfies Partial<Endpoint>

export const claimHumanTask = endpoint({
  ...change,
  id: 'claimHumanTask',
  path: '/human-tasks/:human_task_id/claim',
  summary: 'Take a human task, so that nobody else decides it meanwhile',
  body: Type.Union([closedShape('ClaimHumanTask', { version: Version }), Type.Null()]),
  idempotent: true,
})

export const releaseHumanTask = endpoint({
  ...change,
  id: 'releaseHumanTask',
  path: '/human-tasks/:human_task_id/release',
  summary: 'Give a claimed human task back',
  description: 'Who claimed it may, and a token with the scope `admin`.',
  body: Type.Union([closedShape('ReleaseHumanTask', { version: Version }), Type.Null()]),
  idempotent: true,
})

export const delegateHumanTask = endpoint({
  ...change,
  id: 'delegateHumanTask',
  path: '/human-tasks/:human_task_id/delegate',
  summary: 'Hand a human task to another person, who may decide it from then on',
  body: closedShape('DelegateHumanTask', {
    to: Person,
    comment: Type.Optional(Comment),
    version: Version,
  }),
  idempotent: true,
})

export const commentHumanTask = endpoint({
  ...change,
  id: 'commentHumanTask',
  path: '/human-tasks/:human_task_id/comment',
  summary: 'Say something about a human task without deciding it',
  body: closedShape('CommentHumanTask', { comment: Comment }),
  problems: ['human-task-not-found', 'human-task-closed', ...databaseProblems],
})

export const decideHumanTask = endpoint({
  ...change,
  id: 'decideHumanTask',
  path: '/human-tasks/:human_task_id/decide',
  summary: 'Approve, reject or answer a human task',
  description:
    'A person decides a task once; the same decision again changes nothing. One rejection ends it; approvals and answers do when there are as many as its quorum.',
  body: closedShape('DecideHumanTask', {
    decision: oneOf(humanDecisions),
    answer: Type.Optional(Json),
    comment: Type.Optional(Comment),
    version: Version,
  }),
  problems: [...refusals, 'self-approval-refused', 'decision-invalid'],
  idempotent: true,
})

export const linkHumanTask = endpoint({
  ...change,
  id: 'linkHumanTask',
  path: '/human-tasks/:human_task_id/links',
  summary: 'Make links that decide a human task with one click, for who asks',
  description:
    'One for each decision that needs no answer. A link needs no token and works once: who has it decides as the person it was made for.',
  body: Type.Union([
    closedShape('LinkHumanTask', {
      expires_in_seconds: Type.Optional(
        Type.Integer({ minimum: 60, maximum: 7_776_000, default: 604_800 }),
      ),
    }),
    Type.Null(),
  ]),
  responses: {
    201: Type.Object({
      links: Type.Array(
        Type.Object({
          decision: oneOf(['approve', 'reject']),
          path: Type.String({ description: 'At this gateway.' }),
          expires_at: Timestamp,
        }),
      ),
    }),
  },
  problems: ['human-task-not-found', 'human-task-closed', 'not-for-you', ...databaseProblems],
})

const linkParams = closedObject({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }) })
const Page = Type.String()

export const showDecision = endpoint({
  id: 'showDecision',
  method: 'GET',
  path: '/decide/:token',
  tag: 'human tasks',
  summary: 'A page that asks whether to decide; it decides nothing itself',
  scope: 'public',
  params: linkParams,
  responses: { 200: Page, 404: Page, 410: Page },
  mediaType: 'text/html',
  problems: ['validation-failed', ...databaseProblems],
  idempotent: true,
})

export const takeDecision = endpoint({
  id: 'takeDecision',
  method: 'POST',
  path: '/decide/:token',
  tag: 'human tasks',
  summary: 'Decide as the link says',
  scope: 'public',
  params: linkParams,
  rawBody: ['application/x-www-form-urlencoded'],
  body: Type.Object({ comment: Type.Optional(Type.String()) }),
  responses: { 200: Page, 403: Page, 404: Page, 409: Page, 410: Page },
  mediaType: 'text/html',
  problems: ['validation-failed', ...databaseProblems],
})
