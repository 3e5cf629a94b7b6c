-- A digest tells of several alerts: each of them is to find the delivery that told it.
alter table deliveries add column also_about text[] not null default '{}';
create index deliveries_by_also_about on deliveries using gin (also_about);

update deliveries set also_about = array(
  select one ->> 'id' from jsonb_array_elements(message -> 'data' -> 'alerts') as one
  where one ->> 'id' <> about_id
)
where about_kind = 'alert' and message ->> 'type' = 'alert.digest';
