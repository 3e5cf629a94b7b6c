-- Tasks that people decide. Their states are in task-factory/human-tasks/human-task-states.ts.

create table human_tasks (
  id                  uuid primary key,
  namespace           text not null,
  task_id             text not null unique references tasks (id) on delete cascade,
  run_id              uuid not null,
  -- Events in a row that runs emitted before this one: what the task emits comes after them.
  depth               integer not null,
  title               text not null,
  description         text,
  form                jsonb,
  assignees           text[] not null,
  groups              text[] not null,
  requester           text,
  quorum              integer not null,
  allow_self_approval boolean not null,
  escalate_to         text[] not null,
  on_due              text not null check (on_due in ('escalate', 'approve', 'reject', 'fail')),
  status              text not null check (status in ('open', 'claimed', 'decided', 'expired', 'cancelled')),
  outcome             text check (outcome in ('approved', 'rejected', 'answered')),
  claimed_by          text,
  -- People who approved or answered.
  agreed              integer not null default 0,
  version             integer not null default 1,
  remind_at           timestamptz,
  due_at              timestamptz,
  reminded_at         timestamptz,
  -- When what was due was done.
  due_done_at         timestamptz,
  created_at          timestamptz not null,
  closed_at           timestamptz
);
create index human_tasks_by_age on human_tasks (namespace, id);
create index human_tasks_by_run on human_tasks (run_id);
create index human_tasks_open on human_tasks (namespace, id) where status in ('open', 'claimed');
create index human_tasks_by_assignee on human_tasks using gin (assignees);
create index human_tasks_by_group on human_tasks using gin (groups);

-- What each person said: once.
create table human_task_decisions (
  human_task_id uuid not null references human_tasks (id) on delete cascade,
  actor         text not null,
  decision      text not null check (decision in ('approve', 'reject', 'answer')),
  answer        jsonb,
  comment       text,
  at            timestamptz not null,
  primary key (human_task_id, actor)
);

-- What was done about it, by whom; nobody: a clock.
create table human_task_history (
  id            uuid primary key,
  human_task_id uuid not null references human_tasks (id) on delete cascade,
  at            timestamptz not null,
  actor         text,
  step          text not null,
  details       jsonb not null default '{}'
);
create index human_task_history_by_task on human_task_history (human_task_id, id);

-- Links that decide a task for one person without a token. The text of a link is kept by who has it only.
create table human_task_links (
  token_hash    text primary key,
  human_task_id uuid not null references human_tasks (id) on delete cascade,
  actor         text not null,
  decision      text not null check (decision in ('approve', 'reject')),
  expires_at    timestamptz not null,
  used_at       timestamptz,
  created_at    timestamptz not null
);
create index human_task_links_by_task on human_task_links (human_task_id, actor);
