/** Refusals of the task factory, as `problem.ts` has those of the rest. */
export const taskFactoryProblems = {
  'activity-definition-not-found': {
    status: 404,
    title: 'There is no such activity definition',
    remedy: 'GET /activity-definitions lists those there are, by name and id.',
  },
  'activity-definition-version-not-found': {
    status: 404,
    title: 'The activity definition has no such version',
    remedy: 'GET /activity-definitions/{definition}/versions lists those it has.',
  },
  'activity-definition-exists': {
    status: 409,
    title: 'The name is taken by another activity definition',
    remedy: 'Choose another name, or PUT /activity-definitions/{name} to make a new version of it.',
  },
  'activity-definition-changed': {
    status: 412,
    title: 'The activity definition is not as this request takes it to be',
    remedy: 'GET the activity definition, and decide anew.',
  },
  'activity-definition-invalid': {
    status: 422,
    title: 'The activity definition could not work as it is',
    remedy:
      'Mend what each entry of `errors` points at; nothing was stored. POST /activity-definitions/validate says the same beforehand.',
  },
  'activity-definition-unscheduled': {
    status: 409,
    title: 'The activity definition has no times',
    remedy: 'Its trigger is not a schedule: PUT one whose trigger is, to have times.',
  },
  'activity-definition-inactive': {
    status: 409,
    title: 'The activity definition makes no runs now',
    remedy: 'Enable or resume it first; GET it to see why it makes none.',
  },
  'activity-backfill-not-found': {
    status: 404,
    title: 'The activity definition has no such backfill',
    remedy:
      'GET /activity-definitions/{definition}/backfills lists those that are kept, as long as retention says.',
  },
  'event-not-found': {
    status: 404,
    title: 'There is no such event',
    remedy: 'GET /events lists those that are kept.',
  },
  'event-source-not-found': {
    status: 404,
    title: 'There is no such event source',
    remedy: 'GET /event-sources lists those there are, and whether they are enabled.',
  },
  'event-source-unready': {
    status: 503,
    title: 'The event source cannot tell who sends',
    remedy: 'Set the secrets that the event source names; send again after Retry-After.',
  },
  'signature-invalid': {
    status: 401,
    title: 'The request does not prove that it comes from whom the event source is for',
    remedy:
      "See `reason`: compare the secret with the provider's, the clocks, and that nothing on the way changes the body.",
  },
  'event-invalid': {
    status: 400,
    title: 'What was sent is not a CloudEvent 1.0',
    remedy:
      'Mend what each entry of `errors` points at, in the body or in a header; docs/events.md shows the three forms.',
  },
  'event-too-large': {
    status: 413,
    title: 'The data of the event is over the limit',
    remedy: 'Keep data under 512 KiB; store more elsewhere and send a reference.',
  },
  'media-type-unsupported': {
    status: 415,
    title: 'The media type of the body is not read here',
    remedy: 'Send JSON: application/cloudevents+json, or application/cloudevents-batch+json.',
  },
  'expression-invalid': {
    status: 422,
    title: 'An expression or a template cannot be accepted',
    remedy:
      'Mend what each entry of `errors` points at; docs/expressions.md says what there is. Nothing was stored.',
  },
  'expression-failed': {
    status: 422,
    title: 'An expression or a template has no value for this data',
    remedy:
      'See `detail` for what was missing or of another type; has(…), .?name.orValue(…) and the filter `default` take what may be absent.',
  },
  'expression-too-costly': {
    status: 422,
    title: 'An expression or a template took more time or memory than it may, and was stopped',
    remedy:
      'Simplify what `expression` names, or give it less data; docs/expressions.md has the limits.',
  },
  'expressions-busy': {
    status: 503,
    title: 'There is no room to evaluate expressions now',
    remedy: 'Ask again after Retry-After.',
  },
  'secret-not-found': {
    status: 404,
    title: 'There is no such secret',
    remedy: 'GET /secrets lists those there are; PUT /secrets/{name} stores one.',
  },
  'secret-unreadable': {
    status: 409,
    title: 'The secret cannot be decrypted',
    remedy:
      'Put the key it names back into the configuration, or store the value again with PUT /secrets/{name}.',
  },
  'secret-misplaced': {
    status: 422,
    title: 'A secret is put where it would be kept',
    remedy:
      'Use secrets in HTTP requests only; let a workflow read them where it runs. docs/secrets.md says more.',
  },
  'secrets-not-configured': {
    status: 501,
    title: 'The gateway has no key to encrypt secrets with',
    remedy: 'Have the operator set secrets.keys; docs/secrets.md says how.',
  },
  'activity-run-not-found': {
    status: 404,
    title: 'There is no such activity run',
    remedy: 'Look for it with GET /activity-runs; ended runs are kept as long as retention says.',
  },
  'activity-run-ended': {
    status: 409,
    title: 'The activity run has ended',
    remedy: 'Nothing is left to be done to it; GET it to see how it ended.',
  },
  'task-not-found': {
    status: 404,
    title: 'There is no such task',
    remedy: 'Look for it with GET /tasks; tasks are kept as long as their run.',
  },
  'human-task-not-found': {
    status: 404,
    title: 'There is no such human task',
    remedy: 'Look for it with GET /human-tasks; they are kept as long as their run.',
  },
  'human-task-closed': {
    status: 409,
    title: 'The human task is closed',
    remedy: 'See `outcome` and `decided_by` for what was decided; nothing is left to be done.',
  },
  'human-task-changed': {
    status: 409,
    title: 'The human task is not as this request takes it to be',
    remedy: 'GET the human task, and decide anew.',
  },
  'human-task-claimed': {
    status: 409,
    title: 'Somebody else has claimed the human task',
    remedy: 'Ask the person in `claimed_by` to release it; a token with the scope admin may, too.',
  },
  'not-for-you': {
    status: 403,
    title: 'The human task is for other people',
    remedy:
      'One of `assignees`, or of the people in `groups`, may decide it or delegate it to you.',
  },
  'self-approval-refused': {
    status: 403,
    title: 'Who requested something may not approve it',
    remedy: 'Another person has to; `allow_self_approval` in the definition lifts this.',
  },
  'decision-invalid': {
    status: 422,
    title: 'The decision does not fit the human task',
    remedy: 'Mend what each entry of `errors` points at; `form` of the human task is its schema.',
  },
} as const
