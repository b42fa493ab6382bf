-- Functions deployed on topics: what is wanted, how processes say they are doing, and what happened.

create table stream (
    name       text        primary key,
    spec       jsonb       not null,
    group_id   text        not null unique,
    wanted     text        not null check (wanted in ('RUNNING', 'PAUSED', 'STOPPED')),
    updated_at timestamptz not null,
    updated_by text        not null
);

create table stream_worker (
    stream text        not null references stream on delete cascade,
    worker text        not null,
    status jsonb       not null,
    at     timestamptz not null,
    primary key (stream, worker)
);

create table stream_log (
    number  bigint      generated always as identity primary key,
    stream  text        not null references stream on delete cascade,
    at      timestamptz not null,
    worker  text        not null,
    problem boolean     not null,
    message text        not null
);

create index stream_log_by_stream on stream_log (stream, number);
