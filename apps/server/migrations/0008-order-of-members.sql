-- What people write keeps the order in which they wrote it, which jsonb does not: forms are drawn in the order of
-- their schema, and texts are shown as they were written. What was stored before keeps the order that it has.
alter table activity_definition_versions alter column body type json;
alter table event_sources alter column body type json;
alter table monitors alter column body type json;
alter table channels alter column body type json;
-- Members of tasks are evaluated: NUL in them is refused as jsonb refuses it, before they are written elsewhere.
alter table tasks alter column params type json, add check (params::jsonb is not null);
alter table human_tasks alter column form type json;
alter table human_task_decisions alter column answer type json;
