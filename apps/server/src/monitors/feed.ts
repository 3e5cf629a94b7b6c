import type { AlertRow } from './looks/store.ts'
import type { MonitorRow } from './store.ts'

/** The alerts of a monitor that were told, as RSS 2.0. Pure. */
export function feedOf(
  { name, body, created_at: createdAt }: MonitorRow,
  alerts: readonly AlertRow[],
  link: string,
): string {
  const updatedAt = alerts[0]?.at ?? createdAt
  const items = alerts.flatMap((alert) => [
    '<item>',
    `<title>${escaped(alert.subject)}</title>`,
    `<description>${escaped(alert.text)}</description>`,
    `<guid isPermaLink="false">${alert.id}</guid>`,
    `<category>${alert.edge}</category>`,
    `<pubDate>${alert.at.toUTCString()}</pubDate>`,
    '</item>',
  ])
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
    '<channel>',
    `<title>${escaped(name)}</title>`,
    `<link>${escaped(link)}</link>`,
    `<atom:link href="${escaped(link)}" rel="self" type="application/rss+xml"/>`,
    `<description>${escaped(body.description ?? `Alerts of the monitor ${name}`)}</description>`,
    `<lastBuildDate>${updatedAt.toUTCString()}</lastBuildDate>`,
    '<ttl>5</ttl>',
    ...items,
    '</channel>',
    '</rss>',
    '',
  ].join('\n')
}

// What XML 1.0 has no way to write.
const unwritable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

function escaped(text: string): string {
  return text
    .replaceAll(unwritable, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
