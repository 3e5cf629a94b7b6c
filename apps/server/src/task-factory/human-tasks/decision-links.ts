import { createHash, randomBytes } from 'node:crypto'
import { Problem } from '@temporal-registry/contract/problem'
import type { Tables } from '../../platform/database/database.ts'
import type { FactoryTables } from '../tables.ts'
import type { HumanTasks } from './human-tasks.ts'
import type { Actor, Groups } from './people.ts'
import { assertFor, closedProblem, notFound } from './refusals.ts'
import type { HumanTaskRow, HumanTaskStore, LinkRow } from './store.ts'

const tokenBytes = 32

interface MadeLink {
  readonly decision: LinkRow['decision']
  readonly token: string
  readonly expiresAt: Date
}

/** What is behind a link. */
export type SeenLink =
  | { readonly state: 'unknown' }
  | {
      readonly state: 'ready' | 'used' | 'expired' | 'closed' | 'done'
      readonly link: LinkRow
      readonly task: HumanTaskRow
    }
  | {
      readonly state: 'refused'
      readonly link: LinkRow
      readonly task: HumanTaskRow
      readonly problem: Problem
    }

/** Links that decide a human task for one person. Their text is 256 random bits, kept as a hash only. */
export interface DecisionLinks {
  /** @throws Problem `human-task-not-found`, `human-task-closed`, `not-for-you` */
  make(id: string, actor: Actor, seconds: number): Promise<readonly MadeLink[]>
  /** Decides nothing: programs that look at mails follow links, too. */
  look(token: string): Promise<SeenLink>
  use(token: string, comment: string | undefined): Promise<SeenLink>
}

export function createDecisionLinks(deps: {
  readonly tables: Tables<FactoryTables>
  readonly store: HumanTaskStore
  readonly humanTasks: Pick<HumanTasks, 'decide'>
  readonly groups: Groups
  readonly now: () => Date
}): DecisionLinks {
  const { tables, store, humanTasks, groups, now } = deps

  async function look(token: string): Promise<SeenLink> {
    const found = await tables.query(async (db) => {
      const link = await store.findLink(db, hashOf(token))
      const task = link && (await store.find(db, link.human_task_id))
      return link && task ? { link, task } : undefined
    })
    if (!found) return { state: 'unknown' }
    const { link, task } = found
    if (link.used_at) return { state: 'used', ...found }
    if (task.closed_at) return { state: 'closed', ...found }
    return { state: link.expires_at <= now() ? 'expired' : 'ready', link, task }
  }

  return {
    look,

    async make(id, actor, seconds) {
      const at = now()
      const expiresAt = new Date(at.getTime() + seconds * 1000)
      return tables.transaction(async (trx) => {
        const task = await store.find(trx, id)
        if (!task) throw notFound(id)
        if (task.closed_at) throw closedProblem(task, await store.decisions(trx, id))
        assertFor(groups, task, actor)
        // An approval brings an answer where there is a form, and a link has none.
        const decisions =
          task.form === null ? (['approve', 'reject'] as const) : ['reject' as const]
        const made = decisions.map((decision) => ({
          ...{ decision, expiresAt },
          token: randomBytes(tokenBytes).toString('base64url'),
        }))
        const rows = made.map(({ token, decision }) => ({
          token_hash: hashOf(token),
          human_task_id: id,
          actor: actor.name,
          decision,
          expires_at: expiresAt,
          used_at: null,
          created_at: at,
        }))
        await store.addLinks(trx, rows)
        return made
      })
    },

    async use(token, comment) {
      const seen = await look(token)
      if (seen.state !== 'ready') return seen
      const { link, task } = seen
      const { human_task_id: id, actor: name, decision } = link
      try {
        await humanTasks.decide(id, { name, isAdmin: false }, { decision, comment })
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500) throw error
        return { state: 'refused', link, task, problem: error }
      }
      // After it: a link that was refused still stands, and the same decision again changes nothing.
      await tables.query((db) => store.useLinks(db, link, now()))
      return { state: 'done', link, task }
    },
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
