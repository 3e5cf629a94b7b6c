/** Refusals of monitors, as `problem.ts` has those of the rest. */
export const monitorProblems = {
  'monitor-not-found': {
    status: 404,
    title: 'There is no such monitor',
    remedy: 'GET /monitors lists those there are, by name and id.',
  },
  'monitor-exists': {
    status: 409,
    title: 'The name is taken by another monitor',
    remedy: 'Choose another name, or PUT /monitors/{name} to change it.',
  },
  'monitor-changed': {
    status: 412,
    title: 'The monitor is not as this request takes it to be',
    remedy: 'GET the monitor, and decide anew.',
  },
  'monitor-invalid': {
    status: 422,
    title: 'The monitor could not work as it is',
    remedy:
      'Mend what each entry of `errors` points at; nothing was stored. POST /monitors/validate says the same beforehand.',
  },
  'heartbeat-not-found': {
    status: 404,
    title: 'No monitor waits for signs of life at this address',
    remedy: 'Take the address that the monitor was given when it was made, or make a new one.',
  },
  'feed-not-found': {
    status: 404,
    title: 'There is no feed at this address',
    remedy: 'Ask whoever gave it to you: another address may have been made, or none.',
  },
  'monitor-without-heartbeat': {
    status: 409,
    title: 'The monitor waits for no signs of life',
    remedy: 'Its probe is another: PUT one whose probe is `heartbeat`, to have an address.',
  },
  'observation-not-found': {
    status: 404,
    title: 'There is no such observation',
    remedy: 'GET /monitors/{monitor}/observations lists those that are kept.',
  },
} as const
