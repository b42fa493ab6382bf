-- What the pages of the dashboard are measured with: models with a version, an endpoint and an hour of figures; runs with
-- parameters, tags and metrics. Copies of the one version that lies in the database already. Variables: models, runs, points.
\set ON_ERROR_STOP on
set synchronous_commit = off;
begin;
create temp table original as select * from model_version where model = 'diabetes' and version = 1;
insert into model (name, description, last_version, created_at, created_by, updated_at)
select 'model-' || lpad(i::text, 4, '0'), 'Copy ' || i, 1, now(), 'benchmark', now() from generate_series(1, :models) i;
create temp table copy as
select m.name, o.* from model m, original o where m.name like 'model-%';
alter table copy drop column model;
alter table copy rename column name to model;
select string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns
from information_schema.columns where table_name = 'model_version' \gset
insert into model_version (:columns) select :columns from (select * from copy) c;
insert into version_file (model, version, path, size, sha256)
select c.model, 1, f.path, f.size, f.sha256 from copy c, version_file f where f.model = 'diabetes' and f.version = 1;
insert into version_tag (model, version, key, value) select model, 1, 'team', 'team-' || (hashtext(model) & 15) from copy;
insert into endpoint (name, model, follow, version, cause, revision, updated_at, updated_by)
select model, model, '{"kind": "rule", "tags": ""}', 1, 'registered 1', 1000000, now(), 'benchmark' from copy;
insert into monitored_version (model, version, summary, state, checks, served, last_seen, judged_at, next_at)
select c.model, 1, jsonb_set(v.summary, '{model}', to_jsonb(c.model)), v.state, v.checks, true, now(), now(), now() + interval '1 hour'
from copy c, monitored_version v where v.model = 'diabetes' and v.version = 1;
insert into monitor_bucket (model, version, grain, time, calls, failed, rows, errors, sources, latency, profile)
select c.model, 1, b.grain, b.time, b.calls, b.failed, b.rows, b.errors, b.sources, b.latency, b.profile
from copy c, monitor_bucket b where b.model = 'diabetes' and c.model <= 'model-0100';
commit;

begin;
insert into experiment (name, artifact_location, created_at, updated_at) values ('pages', 'mlflow-artifacts:/pages', 0, 0);
insert into run (run_id, experiment, name, user_id, status, start_time, end_time, artifact_uri)
select md5('run' || i), e.id, 'run-' || i, 'benchmark', 'FINISHED', 1700000000000 + i * 1000, 1700000600000 + i * 1000, 'mlflow-artifacts:/' || e.id || '/' || md5('run' || i)
from generate_series(1, :runs) i, experiment e where e.name = 'pages';
create temp table made as select r.id, row_number() over (order by r.id) as i from run r join experiment e on e.id = r.experiment where e.name = 'pages';
insert into run_parameter (run, key, value) select id, k, (i % (7 + length(k)))::text from made, unnest(array['depth', 'rate', 'trees', 'seed', 'kind']) k;
insert into run_tag (run, key, value) select id, k, 'v' || (i % 11) from made, unnest(array['team', 'stage', 'note']) k;
insert into metric (run, key, step, timestamp, value)
select id, k, 19, 1700000000000, (hashtext(k || i::text) & 65535) / 65536.0 from made, unnest(array['auc', 'loss', 'accuracy', 'recall', 'precision']) k;
insert into metric_point (metric, step, timestamp, value)
select m.id, s, 1700000000000 + s * 1000, m.value * (1 + s) / 20 from metric m join made on made.id = m.run, generate_series(0, greatest(:points / (:runs * 5), 1) - 1) s;
commit;
analyze;
select (select count(*) from model) as models, (select count(*) from run) as runs, (select count(*) from metric_point) as points;
