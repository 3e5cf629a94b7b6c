import type { FastifyReply } from 'fastify'
import * as contract from '@temporal-registry/contract/human-tasks'
import { Problem } from '@temporal-registry/contract/problem'
import { page } from '../../http/html-page.ts'
import { nextCursor, readPlace } from '../../http/cursor.ts'
import { Answer, type OnEndpoint } from '../../http/on-endpoint.ts'
import { pagePolicy } from '../../http/security-headers.ts'
import { decisionPage } from './decision-page.ts'
import type { DecisionLinks, SeenLink } from './decision-links.ts'
import type { HumanTasks } from './human-tasks.ts'
import { groupsOf, type Actor, type Groups } from './people.ts'

const defaultLimit = 100
const defaultLinkSeconds = 604_800

interface Asking {
  readonly caller: { readonly name: string; readonly scopes: ReadonlySet<string> }
  readonly headers: { readonly 'x-actor'?: string }
}

/** Binds the endpoints about human tasks. */
export function humanTaskRoutes(
  on: OnEndpoint,
  {
    humanTasks,
    links,
    groups,
  }: { readonly humanTasks: HumanTasks; readonly links: DecisionLinks; readonly groups: Groups },
): void {
  on(contract.listHumanTasks, async ({ query, caller, headers }) => {
    const { limit = defaultLimit, cursor, count, ...asked } = query
    const name = query.assignee === 'me' ? actorOf({ caller, headers }).name : query.assignee
    const list = `human-tasks ${JSON.stringify({ ...asked, name })}`
    const filter = {
      person:
        name === undefined ? undefined : { name, groups: groupsOf(groups, name), via: query.via },
      group: query.group,
      statuses: query.status,
      q: query.q,
      dueBefore: query.due_before === undefined ? undefined : new Date(query.due_before),
      runId: query.run_id,
    }
    const before = readPlace(cursor, list)
    const found = await humanTasks.list({ ...filter, before }, limit + 1)
    return {
      human_tasks: found.slice(0, limit),
      ...(count ? { count: await humanTasks.count(filter) } : {}),
      ...nextCursor(found, limit, list),
    }
  })

  on(contract.getHumanTask, ({ params }) => humanTasks.get(params.human_task_id))

  on(contract.claimHumanTask, ({ params, body, ...asking }) =>
    humanTasks.claim(params.human_task_id, actorOf(asking), body ?? {}),
  )
  on(contract.releaseHumanTask, ({ params, body, ...asking }) =>
    humanTasks.release(params.human_task_id, actorOf(asking), body ?? {}),
  )
  on(contract.delegateHumanTask, ({ params, body, ...asking }) =>
    humanTasks.delegate(params.human_task_id, actorOf(asking), body),
  )
  on(contract.commentHumanTask, ({ params, body, ...asking }) =>
    humanTasks.comment(params.human_task_id, actorOf(asking), body.comment),
  )
  on(contract.decideHumanTask, ({ params, body, ...asking }) =>
    humanTasks.decide(params.human_task_id, actorOf(asking), body),
  )

  on(contract.linkHumanTask, async ({ params, body, basePath, ...asking }) => {
    const { expires_in_seconds: seconds = defaultLinkSeconds } = body ?? {}
    const made = await links.make(params.human_task_id, actorOf(asking), seconds)
    return new Answer(201, {
      links: made.map(({ decision, token, expiresAt }) => ({
        decision,
        path: `${basePath}/decide/${token}`,
        expires_at: expiresAt.toISOString(),
      })),
    })
  })
  on(contract.showDecision, async ({ params }, reply) =>
    sendPage(reply, await links.look(params.token)),
  )
  on(contract.takeDecision, async ({ params, body }, reply) => {
    const comment = new URLSearchParams(body.bytes.toString()).get('comment')?.trim()
    return sendPage(reply, await links.use(params.token, comment === '' ? undefined : comment))
  })
}

function sendPage(reply: FastifyReply, seen: SeenLink): FastifyReply {
  const { status, title, body } = decisionPage(seen)
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .headers({
      'content-security-policy': pagePolicy,
      // With none at all a browser would say that the form comes from nowhere.
      'referrer-policy': 'same-origin',
    })
    .send(page(title, body))
}

/**
 * The person who acts: the token's name, or who an admin's token says it acts for.
 *
 * @throws Problem `forbidden` when another token says so.
 */
function actorOf({ caller, headers }: Asking): Actor {
  const { 'x-actor': name } = headers
  const isAdmin = caller.scopes.has('admin')
  if (name === undefined) return { name: caller.name, isAdmin }
  if (!isAdmin) {
    const detail = `The token «${caller.name}» lacks the scope admin, which X-Actor needs`
    throw new Problem('forbidden', detail, { scope: 'admin' })
  }
  // The person acts, not the token: their word is worth what it is without it.
  return { name, isAdmin: false }
}
