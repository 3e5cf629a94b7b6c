-- Monitors. A look of a monitor is an activity run: decided, fenced and in the ledger as any other.
alter table activity_runs add column subject text not null default 'definition' check (subject in ('definition', 'monitor'));

create table monitors (
  id               uuid primary key,
  namespace        text not null,
  name             text not null,
  version          integer not null,
  body             jsonb not null,
  -- active -> paused -> active; active -> completed -> active. See monitors/monitor-states.ts.
  status           text not null check (status in ('active', 'paused', 'completed')),
  paused_at        timestamptz,
  pause_reason     text,
  suppressed_until timestamptz,
  suppress_reason  text,
  health           text not null check (health in ('unknown', 'ok', 'firing', 'erroring', 'stalled')),
  health_since     timestamptz not null,
  health_reason    text,
  -- What is remembered of looks (rules/edges.ts), and the last state that counted as another.
  memory           jsonb not null,
  state            jsonb,
  -- Grows with each look that is remembered and each change of what is: who judged by another looks again.
  memory_revision  bigint not null default 0,
  last_look_at     timestamptz,
  last_alert_at    timestamptz,
  -- A heartbeat probe's: sha256 of the token in its address, and when it was last heard of.
  heartbeat_hash   text unique,
  heartbeat_at     timestamptz,
  feed_hash        text unique,
  forked_from      uuid,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  unique (namespace, name)
);
create index monitors_by_health on monitors (namespace, health, name);

-- What a look found: one row a run that looked. status: looked (not judged yet) -> succeeded; or failed.
create table observations (
  id          uuid primary key,
  namespace   text not null,
  monitor_id  uuid not null,
  version     integer not null,
  at          timestamptz not null,
  status      text not null check (status in ('looked', 'succeeded', 'failed')),
  -- Absent where it is the one before.
  state       jsonb,
  state_hash  text,
  evidence    jsonb,
  holds       boolean,
  explanation text,
  -- How it compares with the state before, and what the condition says.
  judgement   jsonb,
  failure     jsonb,
  failures    integer
);
create index observations_by_monitor on observations (monitor_id, id);
create index observations_by_age on observations (at);

-- What there was to tell, told or not.
create table alerts (
  id             uuid primary key,
  namespace      text not null,
  monitor_id     uuid not null,
  monitor_name   text not null,
  observation_id uuid,
  at             timestamptz not null,
  edge           text not null,
  subject        text not null,
  text           text not null,
  data           jsonb not null,
  -- Why nobody was told.
  muted_by       text,
  channels       text[] not null,
  -- Of alerts that wait for others: the digest, and when it is due.
  digest         text,
  digest_due_at  timestamptz,
  told_at        timestamptz
);
create index alerts_by_monitor on alerts (monitor_id, id);
create index alerts_by_namespace on alerts (namespace, id);
create index alerts_by_age on alerts (at);
create index alerts_by_digest on alerts (namespace, digest, digest_due_at) where told_at is null and digest is not null;
