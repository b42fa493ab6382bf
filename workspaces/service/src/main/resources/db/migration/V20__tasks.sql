-- Tasks: definitions with versions, and their runs.

create table task (
    id            bigint      generated always as identity primary key,
    name          text        not null unique,
    -- Who defined its first version: its further ones, aliases and its end are theirs, too.
    owner         text        not null,
    -- What its next runs begin with at least, since one wanted more than it had.
    learned_bytes bigint
);

create table task_version (
    task       bigint      not null references task (id) on delete cascade,
    version    integer     not null,
    spec       jsonb       not null,
    owner      text        not null,
    created_at timestamptz not null,
    primary key (task, version)
);

create table task_alias (
    task    bigint  not null,
    alias   text    not null,
    version integer not null,
    primary key (task, alias),
    foreign key (task, version) references task_version (task, version) on delete cascade
);

create table task_run (
    id               text             primary key,
    -- A task that is removed leaves its runs for a moment: they are removed after it.
    task_id          bigint           not null,
    task             text             not null,
    version          integer          not null,
    owner            text             not null,
    -- The role that its owner had when it was asked for.
    role             text             not null,
    state            text             not null
        check (state in ('QUEUED', 'PENDING', 'RUNNING', 'STOPPED')),
    image            text             not null,
    command          jsonb            not null,
    environment      jsonb            not null,
    -- The workspace of its owner whose home it works in.
    home             text,
    timeout_millis   bigint,
    cpus             double precision not null,
    memory_bytes     bigint           not null,
    run_key          text,
    attempt          integer          not null,
    -- Whether the container of this attempt was made: it is not made a second time.
    launched         boolean          not null,
    queued_at        timestamptz      not null,
    due_at           timestamptz      not null,
    started_at       timestamptz,
    ended_at         timestamptz,
    -- Why it was asked to end, STOPPED_BY_USER or TIMED_OUT, by whom and when.
    stop_cause       text,
    stop_by          text,
    stop_at          timestamptz,
    ending           text,
    exit_code        integer,
    reason           text,
    -- Of all attempts that have ended.
    peak_bytes       bigint           not null default 0,
    cpu_seconds      double precision not null default 0,
    cpu_hours        double precision not null default 0,
    memory_gib_hours double precision not null default 0
);

create index task_run_newest on task_run (queued_at desc, id desc);
create index task_run_by_task on task_run (task, queued_at desc, id desc);
create index task_run_by_owner_and_task on task_run (owner, task, queued_at desc, id desc);
create index task_run_by_owner on task_run (owner, queued_at desc, id desc);
create index task_run_by_state on task_run (state, queued_at desc, id desc);
create index task_run_of_task on task_run (task_id);
create index task_run_by_end on task_run (ended_at) where state = 'STOPPED';
-- What is looked after: few of them, whatever has been.
create index task_run_open on task_run (state, due_at) where state <> 'STOPPED';

create table task_run_key (
    owner text        not null,
    key   text        not null,
    run   text        not null
        references task_run (id) on delete cascade deferrable initially deferred,
    at    timestamptz not null,
    primary key (owner, key)
);

create index task_run_key_of_run on task_run_key (run);
create index task_run_key_by_time on task_run_key (at);
