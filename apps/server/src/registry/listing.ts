import { createHash } from 'node:crypto'
import type { listWorkflows } from '@temporal-registry/contract/registry'
import type { QueryOf } from '@temporal-registry/contract/endpoint'
import { pageOf } from '../http/cursor.ts'
import { workflowAnswer } from './answers.ts'
import type { View, ViewedType } from './view.ts'

type Query = QueryOf<typeof listWorkflows>

/** Answers kept; a list is read far more often than it changes. */
const maxPages = 200
const maxPageBytes = 4_000_000

export interface ListedPage {
  readonly etag: string
  /** JSON as it is sent: text would be encoded anew for every answer, and leave that much garbage. */
  readonly bytes: Buffer
}

export interface Listing {
  list(query: Query): ListedPage
}

/** Lists types as JSON. Each page is kept until the next change: a page of 100 is then as cheap as one. */
export function createListing(view: View): Listing {
  const pages = new Map<string, ListedPage>()
  let pagesOf = 0

  function build(query: Query): ListedPage {
    const names = isFiltered(query)
      ? view.typeNames().filter((name) => {
          const type = view.findType(name)
          return type !== undefined && matches(type, query)
        })
      : view.typeNames()
    const { page, nextCursor } = pageOf(names, query.limit, query.cursor)
    const items = page.flatMap((name) => {
      const type = view.findType(name)
      return type ? [JSON.stringify(workflowAnswer(type, query.workers !== 'none'))] : []
    })
    const count = query.count === true ? `,"count":${names.length}` : ''
    const cursor = nextCursor === undefined ? '' : `,"next_cursor":${JSON.stringify(nextCursor)}`
    const hash = createHash('sha256')
      .update(JSON.stringify(query))
      .update(cursor + count)
    for (const name of page) hash.update(identityOf(view.findType(name)))
    return {
      etag: `W/"${hash.digest('base64url').slice(0, 22)}"`,
      bytes: Buffer.from(`{"workflows":[${items.join(',')}]${count}${cursor}}`),
    }
  }

  return {
    list(query) {
      view.settle()
      if (pagesOf !== view.contentVersion()) {
        pages.clear()
        pagesOf = view.contentVersion()
      }
      const key = JSON.stringify(query)
      const known = pages.get(key)
      if (known) return known
      const built = build(query)
      if (pages.size < maxPages && built.bytes.length < maxPageBytes) pages.set(key, built)
      return built
    },
  }
}

/**
 * All of a type's answer that is not a heartbeat time. By content rather than by a count of changes: a
 * client may ask another replica next, or the same one restarted.
 */
function identityOf(type: ViewedType | undefined): string {
  if (!type) return '\n'
  const workers = type.workers.map(({ entry, lease }) => [entry.worker_id, entry.revision, lease])
  return `${JSON.stringify([type.spec.workflow_type, type.revision, type.status, type.reason, type.targets, workers])}\n`
}

function isFiltered({ label, owner, task_queue: taskQueue, status, q }: Query): boolean {
  return [label, owner, taskQueue, status, q].some((filter) => filter !== undefined)
}

function matches(type: ViewedType, query: Query): boolean {
  const { spec } = type
  return (
    (query.owner === undefined || spec.owner === query.owner) &&
    (query.status === undefined || type.status === query.status) &&
    (query.task_queue === undefined ||
      type.targets.some((target) => target.task_queue === query.task_queue)) &&
    (query.label ?? []).every((wanted) => hasLabel(spec.labels, wanted)) &&
    (query.q === undefined ||
      `${spec.workflow_type}\n${spec.description}\n${spec.owner}`
        .toLowerCase()
        .includes(query.q.toLowerCase()))
  )
}

/** Whether labels have what `name` or `name=value` asks for. */
export function hasLabel(labels: Readonly<Record<string, string>>, wanted: string): boolean {
  const at = wanted.indexOf('=')
  if (at === -1) return Object.hasOwn(labels, wanted)
  const name = wanted.slice(0, at)
  return Object.hasOwn(labels, name) && labels[name] === wanted.slice(at + 1)
}
