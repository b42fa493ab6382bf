-- Who the platform is to an engine that others use, too.
create table compute_installation (
    only_one boolean primary key default true check (only_one),
    id text not null,
    key bytea not null
);

create table container_usage (
    subject text not null,
    at timestamptz not null,
    cpus double precision not null,
    memory_bytes bigint not null,
    received_bytes bigint not null,
    sent_bytes bigint not null,
    processes bigint not null,
    primary key (subject, at)
);

create index container_usage_by_time on container_usage (at);

create table workspace (
    id bigint generated always as identity primary key,
    owner text not null,
    name text not null,
    -- The role that its owner had when it was asked for; what it may is asked for anew with each call.
    role text not null,
    image text not null,
    cpus double precision not null,
    memory_bytes bigint not null,
    -- RUNNING, STOPPED or DELETED
    wanted text not null,
    -- Counts its containers: each start makes another.
    generation integer not null,
    -- Why it ended by itself or did not start.
    failure text,
    -- Why it was stopped, if not by its owner.
    note text,
    created_at timestamptz not null,
    started_at timestamptz,
    active_at timestamptz,
    -- What it has cost until charged_at; from then on its present size counts.
    charged_at timestamptz,
    cpu_hours double precision not null default 0,
    memory_gib_hours double precision not null default 0,
    unique (owner, name)
);
