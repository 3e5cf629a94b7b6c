-- Times that are past, and activity definitions that run for them. See timetable/walking.ts.

create table activity_backfills (
  id              uuid primary key,
  namespace       text not null,
  definition_id   uuid not null,
  definition_name text not null,
  origin          text not null check (origin in ('request', 'resume')),
  -- Of a resume: which of the times that were missed are run for.
  recover         text check (recover in ('none', 'latest', 'all')),
  -- Of an Idempotency-Key, or of the pause that a resume ends: there is one backfill for it.
  key_hash        text not null,
  status          text not null check (status in ('running', 'finished', 'cancelled', 'failed')),
  -- What it waits for, or why it ended before its time.
  reason          text,
  from_at         timestamptz not null,
  -- Null, as `planned`, until somebody has looked which times there are.
  to_at           timestamptz,
  planned         integer,
  -- The times to decide about, in their order; gone once it has ended.
  times           jsonb,
  -- So many of them were decided: what is decided next is in its transaction.
  decided         integer not null default 0,
  outcomes        jsonb not null default '{}',
  force           boolean not null,
  max_parallel    integer not null,
  per_minute      integer not null,
  -- No run is made before.
  next_at         timestamptz,
  actor           text not null,
  created_at      timestamptz not null,
  -- When its workflow looked at it last.
  seen_at         timestamptz not null,
  finished_at     timestamptz,
  unique (definition_id, key_hash)
);
create index activity_backfills_by_definition on activity_backfills (namespace, definition_id, id);
create index activity_backfills_running on activity_backfills (namespace, seen_at) where status = 'running';
create index activity_backfills_by_age on activity_backfills (finished_at);

alter table activity_runs add column backfill_id uuid;
create index activity_runs_by_backfill on activity_runs (backfill_id, status) where backfill_id is not null;
