-- Channels, and what is sent to them. Statuses of a delivery are in deliveries/delivery-states.ts.

create table channels (
  id              uuid primary key,
  namespace       text not null,
  name            text not null,
  kind            text not null check (kind in ('webhook', 'email', 'slack')),
  -- Where it goes and how it is written, with the names of secrets and none of their values.
  body            jsonb not null,
  enabled         boolean not null,
  disabled_reason text,
  version         integer not null,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  unique (namespace, name)
);

-- Addresses of mail whose owners gave back a code, and codes that are waited for.
create table verified_addresses (
  namespace       text not null,
  address         text not null,
  verified_at     timestamptz,
  code_hash       text,
  code_expires_at timestamptz,
  wrong_codes     integer not null default 0,
  primary key (namespace, address)
);

-- When recipients with a limit were sent something.
create table recipient_sends (
  namespace text not null,
  recipient text not null,
  at        timestamptz not null
);
create index recipient_sends_by_recipient on recipient_sends (namespace, recipient, at);
create index recipient_sends_by_age on recipient_sends (at);

-- One row a message and channel, written in the transaction of what it tells.
create table deliveries (
  id              uuid primary key,
  namespace       text not null,
  -- The name: a channel may be one of the configuration, or be gone by now.
  channel         text not null,
  kind            text check (kind in ('webhook', 'email', 'slack')),
  -- Which message it is, `webhook-id` of every attempt.
  key             text not null,
  about_kind      text not null,
  about_id        text not null,
  message         jsonb not null,
  -- What is sent, as it was made for the first attempt.
  rendered        jsonb,
  status          text not null check (status in ('queued', 'sending', 'retrying', 'delivered', 'dead', 'rate_limited')),
  attempts        integer not null default 0,
  -- Of this round only.
  round_attempts  integer not null default 0,
  round           integer not null default 1,
  failure         jsonb,
  created_at      timestamptz not null,
  -- When this round began to wait.
  queued_at       timestamptz not null,
  next_attempt_at timestamptz,
  -- When its workflow is to be begun: now, or should it not have been heard of by then.
  begin_at        timestamptz,
  ended_at        timestamptz,
  unique (namespace, channel, key)
);
create index deliveries_by_age on deliveries (namespace, id);
create index deliveries_by_channel on deliveries (namespace, channel, id);
create index deliveries_by_status on deliveries (namespace, status, id);
create index deliveries_by_about on deliveries (namespace, about_kind, about_id, id);
create index deliveries_queued on deliveries (namespace, channel, id) where status = 'queued';
create index deliveries_to_begin on deliveries (namespace, begin_at) where begin_at is not null;
create index deliveries_by_end on deliveries (ended_at) where ended_at is not null;

-- A channel's order: one delivery of it is under way at a time.
create table delivery_lanes (
  namespace text not null,
  channel   text not null,
  active_id uuid,
  primary key (namespace, channel)
);

create table delivery_attempts (
  delivery_id      uuid not null references deliveries (id) on delete cascade,
  number           integer not null,
  round            integer not null,
  at               timestamptz not null,
  outcome          text not null check (outcome in ('open', 'delivered', 'failed', 'interrupted')),
  status           integer,
  took_ms          integer,
  failure          jsonb,
  response_excerpt text,
  primary key (delivery_id, number)
);
