-- The task factory. Ids are UUIDv7, made by the application, so that they sort by age.
-- `namespace` is the Temporal namespace that a row belongs to; every query names it.

-- What a definition is now. What it said in each version is in activity_definition_versions.
create table activity_definitions (
  id            uuid primary key,
  namespace     text not null,
  name          text not null,
  version       integer not null,
  trigger_kind  text not null check (trigger_kind in ('event', 'schedule', 'manual')),
  enabled       boolean not null,
  paused_at     timestamptz,
  pause_reason  text,
  labels        jsonb not null default '{}',
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  -- The namespace's revision when this row was last written.
  revision      bigint not null,
  unique (namespace, name)
);
create index activity_definitions_by_revision on activity_definitions (namespace, revision, id);

-- How often definitions of a namespace were written. A write holds the row until it is committed, so that
-- revisions become visible in their order: replicas follow what changed by asking for what is newer than they
-- have seen, and miss nothing whatever their clocks say.
create table definition_revisions (
  namespace text primary key,
  revision  bigint not null
);

create table activity_definition_versions (
  -- Kept when the definition is deleted: its runs say which version they used.
  definition_id uuid not null,
  version       integer not null,
  body          jsonb not null,
  created_at    timestamptz not null,
  created_by    text,
  primary key (definition_id, version)
);

create table event_sources (
  id           uuid primary key,
  namespace    text not null,
  slug         text not null,
  body         jsonb not null,
  enabled      boolean not null,
  version      integer not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  unique (namespace, slug)
);

-- CloudEvents as they came. `dedupe_hash` is sha256 of source and id (occurrence key `e:`).
create table events (
  id           uuid primary key,
  namespace    text not null,
  dedupe_hash  text not null,
  source       text not null,
  event_id     text not null,
  type         text not null,
  subject      text,
  time         timestamptz,
  -- The whole event as CloudEvents JSON: attributes, extensions, data.
  envelope     jsonb not null,
  source_slug  text,
  -- How many events in a row were emitted by runs: loops stop at a depth.
  depth        integer not null default 0,
  received_at  timestamptz not null,
  unique (namespace, dedupe_hash)
);
create index events_by_type on events (namespace, type, id);
create index events_by_age on events (namespace, id);

-- What is still to be done, written in the transaction that decided it. `kind`: event (match it), trigger (go on
-- after a throttle), group (a debounce or batch is due), start (begin a run in Temporal), cancel, terminate (end one).
create table outbox (
  id            uuid primary key,
  namespace     text not null,
  kind          text not null,
  ref           uuid not null,
  payload       jsonb not null default '{}',
  due_at        timestamptz not null,
  attempts      integer not null default 0,
  -- A replica that took the row has until then; who finds it later takes it over.
  claimed_until timestamptz,
  last_error    text,
  created_at    timestamptz not null,
  unique (kind, ref)
);
create index outbox_by_due on outbox (namespace, due_at, id);

-- The first fence: a definition runs once for an occurrence and attempt.
create table occurrences (
  definition_id  uuid not null,
  occurrence_key text not null,
  attempt        integer not null default 1,
  run_id         uuid not null,
  created_at     timestamptz not null,
  primary key (definition_id, occurrence_key, attempt)
);
create index occurrences_by_age on occurrences (created_at);

-- Keys of `dedupe.key`. Without `expires_at` a key is held until its run has ended.
create table dedupe_keys (
  definition_id uuid not null,
  key_hash      text not null,
  run_id        uuid not null,
  expires_at    timestamptz,
  created_at    timestamptz not null,
  primary key (definition_id, key_hash)
);
create index dedupe_keys_by_run on dedupe_keys (run_id);

-- Throttles and rate limits, one row a key: the time at which the next would be on pace (GCRA).
create table flow_paces (
  definition_id uuid not null,
  kind          text not null check (kind in ('throttle', 'rate_limit')),
  key_hash      text not null,
  next_at       timestamptz not null,
  primary key (definition_id, kind, key_hash)
);

-- Events that a debounce or a batch is collecting.
create table trigger_groups (
  id            uuid primary key,
  namespace     text not null,
  definition_id uuid not null,
  kind          text not null check (kind in ('debounce', 'batch')),
  key_hash      text not null,
  event_ids     uuid[] not null,
  depth         integer not null,
  first_at      timestamptz not null,
  unique (definition_id, kind, key_hash)
);

-- status: queued -> starting -> running -> succeeded | failed | cancelled | skipped. See runs/run-states.ts.
create table activity_runs (
  id              uuid primary key,
  namespace       text not null,
  definition_id   uuid not null,
  definition_name text not null,
  version_used    integer not null,
  trigger_kind    text not null check (trigger_kind in ('event', 'schedule', 'manual', 'backfill')),
  occurrence_key  text not null,
  attempt         integer not null default 1,
  status          text not null,
  -- Where it is, or where it ended: claim, context, condition, tasks.
  stage           text not null,
  reason          text,
  event_ids       uuid[] not null default '{}',
  input           jsonb,
  concurrency_key text,
  -- The limits it was decided by, for those who hand it a place.
  place           jsonb not null,
  depth           integer not null default 0,
  scheduled_for   timestamptz,
  fired_at        timestamptz not null,
  started_at      timestamptz,
  finished_at     timestamptz,
  workflow_id     text not null,
  workflow_run_id text,
  tasks_spawned   integer not null default 0,
  failure         jsonb,
  actor           text
);
create index activity_runs_by_definition on activity_runs (namespace, definition_id, id);
create index activity_runs_by_status on activity_runs (namespace, status, id);
create index activity_runs_by_age on activity_runs (namespace, id);
create index activity_runs_by_workflow on activity_runs (workflow_id);
create index activity_runs_by_events on activity_runs using gin (event_ids);
-- What counts against a limit, and who waits for it.
create index activity_runs_open on activity_runs (definition_id, concurrency_key, id)
  where status in ('queued', 'starting', 'running');

-- What a run looked at, with secrets struck out.
create table run_contexts (
  run_id       uuid primary key references activity_runs (id) on delete cascade,
  snapshot     jsonb not null,
  sources      jsonb not null,
  hash         text not null,
  -- What the run's stand-ins of secrets are made with; shown nowhere.
  stand_in_key text not null,
  resolved_at  timestamptz not null
);

-- id: task-{run_id}-{index}. status: pending -> running -> succeeded | failed | cancelled | skipped.
create table tasks (
  id              text primary key,
  namespace       text not null,
  run_id          uuid not null references activity_runs (id) on delete cascade,
  index           integer not null,
  template        text not null,
  kind            text not null,
  status          text not null,
  params          jsonb not null,
  result          jsonb,
  failure         jsonb,
  workflow_id     text,
  workflow_run_id text,
  created_at      timestamptz not null,
  started_at      timestamptz,
  finished_at     timestamptz,
  unique (run_id, index)
);
create index tasks_by_status on tasks (namespace, status, run_id);

-- The tasks that a template of a run has made, so that it makes them once.
create table task_templates (
  run_id   uuid not null references activity_runs (id) on delete cascade,
  template text not null,
  first    integer not null,
  count    integer not null,
  primary key (run_id, template)
);

-- The ledger: what came of each trigger, and why. Never changed, only deleted by retention.
create table trigger_log (
  id              uuid primary key,
  namespace       text not null,
  at              timestamptz not null,
  trigger_kind    text not null,
  definition_id   uuid,
  definition_name text,
  version         integer,
  event_id        uuid,
  occurrence_key  text,
  -- The step of the published order at which it stopped, or `tasks` when a run was made.
  stage           text not null,
  outcome         text not null,
  reason          text not null,
  -- What was compared, limits met, times concerned.
  details         jsonb not null default '{}',
  run_id          uuid
);
create index trigger_log_by_age on trigger_log (namespace, id);
create index trigger_log_by_definition on trigger_log (namespace, definition_id, id);
create index trigger_log_by_outcome on trigger_log (namespace, outcome, id);
create index trigger_log_by_event on trigger_log (event_id) where event_id is not null;
create index trigger_log_by_run on trigger_log (run_id) where run_id is not null;
create index trigger_log_by_key on trigger_log (namespace, occurrence_key, id) where occurrence_key is not null;

create table secrets (
  namespace   text not null,
  name        text not null,
  -- AES-256-GCM under the key `key_id` of the key ring: nonce, ciphertext, tag.
  ciphertext  bytea not null,
  key_id      text not null,
  version     integer not null,
  description text,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (namespace, name)
);

-- What people and tokens changed. Never changed, only deleted by retention.
create table audit_log (
  id        uuid primary key,
  namespace text not null,
  at        timestamptz not null,
  actor     text not null,
  action    text not null,
  subject   text not null,
  details   jsonb not null default '{}'
);
create index audit_log_by_subject on audit_log (namespace, subject, id);
create index audit_log_by_age on audit_log (namespace, id);
