-- Jobs that are asked for again and again. The times before next_at are dealt with: a job was made
-- for each, or it was left out. Without next_at a schedule is paused.

create table schedule (
    name           text        primary key,
    cron           text        not null,
    zone           text        not null,
    catch_up       text        not null check (catch_up in ('NONE', 'LAST', 'ALL')),
    job            jsonb       not null,
    updated_by     text        not null,
    updated_at     timestamptz not null,
    next_at        timestamptz,
    last_job       text,
    last_time      timestamptz,
    last_at        timestamptz,
    left_out_from  timestamptz,
    left_out_until timestamptz
);

create index schedule_by_time on schedule (next_at);
