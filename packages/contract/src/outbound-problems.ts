/** What becomes of requests that the gateway sends for users, as `problem.ts` has the rest. */
export const outboundProblems = {
  'blocked-address': {
    status: 422,
    title: 'The address is not one that users may have reached',
    remedy:
      'Use a public address, or have the operator add the host or its range to outbound.allow; docs/outbound.md says what is refused.',
  },
  'outbound-request-invalid': {
    status: 422,
    title: 'The request cannot be sent as it was made',
    remedy: 'Mend what `detail` names; docs/outbound.md says what a request may be.',
  },
  'outbound-answer-unusable': {
    status: 422,
    title: 'What was answered is over a limit, or cannot be read',
    remedy: 'Ask for less; docs/outbound.md has the limits.',
  },
  'outbound-refused': {
    status: 422,
    title: 'The other side refused the request',
    remedy: 'See `detail` for its status; a request that is refused is not sent again.',
  },
  'outbound-failed': {
    status: 502,
    title: 'The other side could not be reached, or failed',
    remedy: 'See `detail` for the reason; what can be repeated is.',
  },
  'outbound-timeout': {
    status: 504,
    title: 'The other side did not answer in time',
    remedy: 'Allow more with timeout_seconds, or see why the other side is slow.',
  },
} as const
