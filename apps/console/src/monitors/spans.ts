/** Spans to look back on, as the address names them, in hours. */
export const spans = { '1h': 1, '6h': 6, '24h': 24, '7d': 168, '30d': 720, '90d': 2_160 } as const
export type SpanName = keyof typeof spans
export const spanNames = Object.keys(spans) as SpanName[]
