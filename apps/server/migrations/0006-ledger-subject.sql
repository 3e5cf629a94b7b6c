-- What a row of the ledger is about. Null: a definition, or written by a gateway of before.
alter table trigger_log add column subject text check (subject in ('definition', 'monitor'));

update trigger_log set subject = 'monitor'
where definition_id in (
  select id from monitors union select definition_id from activity_runs where subject = 'monitor'
);
