/** What keeps a probe from giving a state, as `problem.ts` has the rest. What may heal is a 5xx: it is tried again. */
export const probeProblems = {
  'probe-invalid': {
    status: 422,
    title: 'The probe could not work as it is',
    remedy: 'Mend what each entry of `errors` points at; docs/probes.md says what there is.',
  },
  'probe-json-invalid': {
    status: 422,
    title: 'What was answered is not JSON',
    remedy: 'See `excerpt` for how it begins; the probes html and text read other pages.',
  },
  'probe-binary': {
    status: 422,
    title: 'What was answered is not text',
    remedy: 'Look at a page that is: the probes read text only.',
  },
  'probe-charset-wrong': {
    status: 422,
    title: 'What was answered is not in the charset it is said to be in',
    remedy: 'Set `charset` of the probe to what the page is really in.',
  },
  'probe-feed-invalid': {
    status: 422,
    title: 'What was answered is neither RSS nor Atom',
    remedy: "Look at the feed's own address, not at the page that links to it.",
  },
  'probe-nothing-found': {
    status: 422,
    title: 'There is nothing where the probe looks',
    remedy:
      'Mend the path or selector that `detail` names, or set `optional` where it may be absent.',
  },
  'probe-number-unreadable': {
    status: 422,
    title: 'What the probe reads as a number is none',
    remedy: 'Point the selector at the number alone, or set `locale`.',
  },
  'probe-state-too-large': {
    status: 422,
    title: 'What the probe found is over the limit of a state',
    remedy: 'Look at less of it; docs/probes.md has the limits.',
  },
  'probe-too-costly': {
    status: 422,
    title: 'Reading what was answered took more time or memory than it may, and was stopped',
    remedy: 'Look at a smaller page, or with a simpler path or selector.',
  },
  'probes-busy': {
    status: 503,
    title: 'There is no room to read pages now',
    remedy: 'Ask again after Retry-After.',
  },
  'search-not-configured': {
    status: 422,
    title: 'No search provider is configured for this',
    remedy:
      'Have the operator set what `setting` names; docs/configuration.md has the section `search`.',
  },
  'search-budget-spent': {
    status: 429,
    title: 'The tokens that searches may use in a day are used up',
    remedy:
      'Wait until midnight in UTC, look less often, or have the operator raise search.tokens_per_day.',
  },
  'search-answer-unusable': {
    status: 502,
    title: 'The search provider did not answer as it was asked to',
    remedy:
      'It is asked again. If it goes on, put the question more plainly, or choose another model.',
  },
} as const
