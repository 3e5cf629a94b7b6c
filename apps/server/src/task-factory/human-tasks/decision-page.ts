import { problems } from '@temporal-registry/contract/problem'
import { escape } from '../../http/html-page.ts'
import type { SeenLink } from './decision-links.ts'

/** A page about a link; `title` is text, `body` is HTML. */
export interface DecisionPage {
  readonly status: number
  readonly title: string
  readonly body: string
}

const words = { approve: 'Approve', reject: 'Reject' } as const
const done = { approve: 'Approved', reject: 'Rejected' } as const

/** Says what a link would do, did, or why it does nothing. It needs no script. */
export function decisionPage(seen: SeenLink): DecisionPage {
  if (seen.state === 'unknown')
    return told(
      404,
      'There is no such link',
      'It may have been cut off on its way, or its task deleted.',
    )
  const { link, task } = seen
  const { title } = task
  switch (seen.state) {
    case 'ready':
      return { status: 200, title, body: formOf(seen) }
    case 'done':
      return told(200, done[link.decision], `«${title}»: your decision is kept, ${link.actor}.`)
    case 'used':
      return told(410, 'This link has been used', `${link.actor} has decided «${title}».`)
    case 'closed':
      return told(410, 'Nothing is left to decide', `«${title}» is ${task.outcome ?? task.status}.`)
    case 'expired':
      return told(410, 'This link has expired', `«${title}» is still to be decided in other ways.`)
    case 'refused': {
      const { code, status, message } = seen.problem
      return told(status, problems[code].title, `${message}. Nothing was decided.`)
    }
  }
}

function told(status: number, title: string, text: string): DecisionPage {
  return { status, title, body: `<p>${escape(text)}</p>` }
}

function formOf({ task, link }: Extract<SeenLink, { task: unknown }>): string {
  const description = task.description === null ? '' : `<p>${escape(task.description)}</p>`
  return `${description}<form method="post"><p>You decide as ${escape(link.actor)}.</p><p><label>Comment<br><textarea name="comment" rows="4" maxlength="10000"></textarea></label></p><p><button>${words[link.decision]}</button></p></form>`
}
