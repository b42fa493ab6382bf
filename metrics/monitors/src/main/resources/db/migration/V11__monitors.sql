-- What processes saw of versions: by the minute as they said it, then merged over processes by five
-- minutes, the hour and the day. How it is judged, and who is told. All of a version goes with it.

create table monitored_version (
    model     text        not null,
    version   integer     not null,
    -- How it did lately, as lists show it; empty until it was looked at.
    summary   jsonb,
    state     text        not null default 'IDLE'
        check (state in ('OK', 'LEARNING', 'IDLE', 'ALERT')),
    -- Judgements, with what makes them hold still.
    checks    jsonb       not null default '[]',
    -- Whether an endpoint serves it.
    served    boolean     not null default false,
    last_seen timestamptz,
    judged_at timestamptz,
    -- When it is looked at next.
    next_at   timestamptz not null default now(),
    primary key (model, version),
    foreign key (model, version) references model_version (model, version)
        on delete cascade on update cascade
);

-- Lists show what is wrong first.
create index monitored_version_by_state
    on monitored_version ((case when state = 'ALERT' then 0 else 1 end), model, version);
create index monitored_version_by_time on monitored_version (next_at);

-- What later rows of a version are compared with. What it learned by itself begins a time at whose
-- end comparing begins.
create table monitor_baseline (
    model   text        not null,
    version integer     not null,
    origin  text        not null check (origin in ('TRAINING', 'FIRST_RECORDS')),
    rows    bigint      not null,
    profile bytea       not null,
    until   timestamptz,
    primary key (model, version),
    foreign key (model, version) references monitored_version (model, version)
        on delete cascade on update cascade
);

-- All that one process saw from one source in one minute until now.
create table monitor_report (
    model       text        not null,
    version     integer     not null,
    minute      timestamptz not null,
    engine      text        not null,
    source      text        not null,
    process     text        not null,
    calls       bigint      not null,
    failed      bigint      not null,
    errors      jsonb       not null,
    latency     bytea       not null,
    profile     bytea       not null,
    primary key (model, version, minute, engine, source, process),
    foreign key (model, version) references monitored_version (model, version)
        on delete cascade on update cascade
);

create index monitor_report_by_time on monitor_report (minute);

-- The same over all processes and sources, in pieces of grain seconds.
create table monitor_bucket (
    model   text        not null,
    version integer     not null,
    grain   integer     not null,
    time    timestamptz not null,
    calls   bigint      not null,
    failed  bigint      not null,
    -- How many rows the profile is of.
    rows    bigint      not null,
    errors  jsonb       not null,
    sources jsonb       not null,
    latency bytea       not null,
    profile bytea       not null,
    primary key (model, version, grain, time),
    foreign key (model, version) references monitored_version (model, version)
        on delete cascade on update cascade
);

create index monitor_bucket_by_time on monitor_bucket (grain, time);

-- The buckets that are to be made anew. Who changes what is below one counts up; who makes it anew
-- removes the row if the count is still what it was before.
create table monitor_pending (
    model   text        not null,
    version integer     not null,
    grain   integer     not null,
    time    timestamptz not null,
    changes bigint      not null default 1,
    due_at  timestamptz not null,
    primary key (model, version, grain, time),
    foreign key (model, version) references monitored_version (model, version)
        on delete cascade on update cascade
);

create index monitor_pending_by_time on monitor_pending (due_at);

-- How far the fields of a version were from its baseline, as it was judged at the time.
create table monitor_drift (
    model   text             not null,
    version integer          not null,
    time    timestamptz      not null,
    psi     double precision,
    fields  jsonb            not null,
    primary key (model, version, time),
    foreign key (model, version) references monitored_version (model, version)
        on delete cascade on update cascade
);

create index monitor_drift_by_time on monitor_drift (time);

create table monitor_policy (
    model  text primary key references model (name) on delete cascade on update cascade,
    policy jsonb not null
);

-- Judgements of streams, schedules and tables.
create table monitor_target (
    kind   text  not null,
    target text  not null,
    checks jsonb not null,
    primary key (kind, target)
);

create table monitor_alert (
    id        bigint generated always as identity primary key,
    kind      text             not null,
    target    text             not null,
    subject   text             not null,
    message   text             not null,
    value     double precision,
    threshold double precision,
    page      text             not null,
    begin_at  timestamptz      not null,
    end_at    timestamptz
);

-- One alert at a time of each thing, however many processes judge.
create unique index monitor_alert_open on monitor_alert (kind, target, subject)
    where end_at is null;
create index monitor_alert_by_end on monitor_alert (end_at);

-- What is to be told, in the same transaction as what it tells of.
create table monitor_delivery (
    id         bigint generated always as identity primary key,
    alert      bigint      not null references monitor_alert (id) on delete cascade,
    event      text        not null,
    body       text        not null,
    attempts   integer     not null default 0,
    created_at timestamptz not null,
    next_at    timestamptz not null
);

create index monitor_delivery_by_time on monitor_delivery (next_at);
create index monitor_delivery_by_alert on monitor_delivery (alert, id);

-- When each kind of things was looked at last, by whatever process.
create table monitor_round (
    kind text        primary key,
    at   timestamptz not null
);
