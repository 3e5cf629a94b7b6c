/**
 * What every answer says to browsers unless it says otherwise itself: take it for what it calls itself,
 * keep no copy, run and embed nothing of it, tell other sites nothing. There are no CORS headers on
 * purpose: pages of other origins cannot read this API, but its codec where their origin is configured.
 */
export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
} as const

/** For pages of ours: their own styles and scripts, and requests to this server. */
export const pagePolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
