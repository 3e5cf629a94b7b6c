/** Refusals about channels and what is sent to them, as `problem.ts` has those of the rest. */
export const deliveryProblems = {
  'channel-not-found': {
    status: 404,
    title: 'There is no such channel',
    remedy:
      'GET /channels lists those there are; PUT /channels/{name} makes one. docs/channels.md says how.',
  },
  'channel-invalid': {
    status: 422,
    title: 'The channel could not work as it is',
    remedy: 'Mend what each entry of `errors` points at; nothing was stored.',
  },
  'channel-read-only': {
    status: 409,
    title: 'The channel is one of the configuration',
    remedy: 'Choose another name, or have the operator change notify.channels.',
  },
  'channel-disabled': {
    status: 409,
    title: 'The channel is disabled',
    remedy:
      'See `disabled_reason` of the channel; POST /channels/{name}/enable, then POST /deliveries/redeliver.',
  },
  'channel-unverified': {
    status: 422,
    title: 'The address of the channel has not been verified',
    remedy:
      'POST /channels/{name}/verify mails a code to the address; send it back to the same endpoint.',
  },
  'verification-failed': {
    status: 422,
    title: 'The code does not verify the address',
    remedy:
      'Send the code of the last mail within a day of it; after 5 wrong ones POST /channels/{name}/verify without a code mails a new one.',
  },
  'email-not-configured': {
    status: 422,
    title: 'The gateway has no server to send mail by',
    remedy: 'Have the operator set notify.smtp.host and notify.smtp.from.',
  },
  'rate-limited': {
    status: 429,
    title: 'The recipient was sent as many messages as it may be',
    remedy: 'Ask again after Retry-After, or raise max_per_hour of the channel.',
  },
  'delivery-not-found': {
    status: 404,
    title: 'There is no such delivery',
    remedy: 'Look for it with GET /deliveries; ended ones are kept as long as retention says.',
  },
  'delivery-open': {
    status: 409,
    title: 'The delivery has not ended',
    remedy: 'It is attempted again by itself; see `next_attempt_at`.',
  },
} as const
