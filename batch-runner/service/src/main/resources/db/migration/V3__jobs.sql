-- Batch jobs. What a job does is in its specification; how it ended in its result.

create table job (
    id           text        primary key,
    spec         jsonb       not null,
    state        text        not null
        check (state in ('QUEUED', 'RUNNING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    requested_by text        not null,
    schedule     text,
    model        text,
    attempt      int         not null default 0,
    owner        text,
    submitted_at timestamptz not null,
    due_at       timestamptz not null,
    started_at   timestamptz,
    finished_at  timestamptz,
    progress     jsonb,
    result       jsonb
);

create index job_by_state on job (state, due_at);
create index job_by_submission on job (submitted_at desc, id desc);
create index job_by_schedule on job (schedule, submitted_at desc) where schedule is not null;
