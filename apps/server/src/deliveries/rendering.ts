import type { ChannelTemplate } from '@temporal-registry/contract/channels'
import { Problem } from '@temporal-registry/contract/problem'
import { problemOf, type Expressions, type Item, type Place } from '../expressions/expressions.ts'
import type { ReadyChannel } from './ready-channels.ts'
import type { DeliveryRow, Message, Rendered } from './tables.ts'

/** What templates of channels may name. */
export const templatePlace: Place = {
  variables: {
    message: { fields: { type: 'string', subject: 'dyn', text: 'string', data: 'dyn' } },
    channel: { fields: { name: 'string', kind: 'string' } },
    about: { fields: { kind: 'string', id: 'string' } },
    created_at: 'string',
  },
}

/** The expressions of a template, by the member that they make. */
export function templateItems(
  template: ChannelTemplate,
): readonly (readonly [keyof ChannelTemplate, Item])[] {
  const { subject, text, html, body } = template
  return [
    ...(subject === undefined ? [] : [['subject', { liquid: subject }] as const]),
    ...(text === undefined ? [] : [['text', { liquid: text }] as const]),
    ...(html === undefined ? [] : [['html', { liquid: html, escape: 'html' }] as const]),
    ...(body === undefined ? [] : [['body', { template: body }] as const]),
  ]
}

type Rendering = Pick<DeliveryRow, 'message' | 'about_kind' | 'about_id' | 'created_at'>

/** Makes what a channel is sent of a message. @throws Problem `expression-…` */
export type Render = (channel: ReadyChannel, delivery: Rendering) => Promise<Rendered>

export function createRender(expressions: Pick<Expressions, 'evaluateAll'>): Render {
  return async (channel, delivery) => {
    const made = await evaluated(channel, delivery)
    const { message } = delivery
    const parts = {
      subject: 'subject' in made ? String(made['subject']) : message.subject,
      text: 'text' in made ? String(made['text']) : message.text,
    }
    if (channel.target.kind === 'email') return mailOf(message, parts, made['html'])
    const content = 'body' in made ? made['body'] : bodyOf(channel, delivery, parts)
    return { body: JSON.stringify(content ?? null) }
  }

  async function evaluated(
    { name, target, template }: ReadyChannel,
    { message, about_kind: kind, about_id: id, created_at: at }: Rendering,
  ): Promise<Readonly<Record<string, unknown>>> {
    const items = templateItems(template)
    if (items.length === 0) return {}
    const { type, subject = null, text, data } = message
    const outcomes = await expressions.evaluateAll(
      templatePlace,
      {
        message: { type, subject, text, data },
        channel: { name, kind: target.kind },
        about: { kind, id },
        created_at: at.toISOString(),
      },
      items.map(([, item]) => item),
    )
    return Object.fromEntries(
      items.map(([member], at) => {
        const outcome = outcomes[at]
        if (outcome && 'value' in outcome) return [member, outcome.value]
        if (outcome) throw problemOf(outcome.failure, `template.${member}`)
        throw new Problem('expression-failed', `template.${member} was not reached`)
      }),
    )
  }
}

interface Parts {
  readonly subject: string | undefined
  readonly text: string
}

function mailOf(message: Message, { subject, text }: Parts, html: unknown): Rendered {
  const ownHtml = typeof html === 'string' ? html : message.html
  return {
    subject: oneLine(subject ?? text.split('\n')[0] ?? ''),
    text,
    ...(ownHtml === undefined ? {} : { html: ownHtml }),
  }
}

/** A subject is a header: whatever would end it becomes a blank. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 500)
}

/** What a webhook or Slack is sent where the channel does not say. */
function bodyOf(
  { name, target }: ReadyChannel,
  { message, created_at: at }: Rendering,
  { subject, text }: Parts,
): unknown {
  if (target.kind === 'slack') {
    return {
      text:
        subject === undefined
          ? slackText(text)
          : `*${slackText(oneLine(subject))}*\n${slackText(text)}`,
    }
  }
  return {
    ...message.data,
    ...{ type: message.type, timestamp: at.toISOString() },
    ...{ channel: name, subject: subject ?? null, text },
  }
}

/** The three characters that Slack gives a meaning of its own. */
function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
