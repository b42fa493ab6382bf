-- What the registry keeps. Versions are never updated; tags, aliases and endpoints are.

create table model (
    name        text primary key,
    description text        not null default '',
    last_version integer    not null default 0,
    created_at  timestamptz not null,
    created_by  text        not null
);

create table model_version (
    model          text        not null references model (name) on delete cascade,
    version        integer     not null check (version > 0),
    digest         text        not null,
    flavors        jsonb       not null,
    function_class text,
    signature      jsonb,
    parameters     jsonb       not null,
    artifacts      jsonb       not null,
    origin         jsonb       not null,
    created_at     timestamptz not null,
    created_by     text        not null,
    primary key (model, version),
    unique (model, digest)
);

create table blob (
    sha256     text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
    size       bigint      not null,
    -- False while it is uploaded, and while it is collected.
    stored     boolean     not null,
    touched_at timestamptz not null
);

create index blob_touched on blob (touched_at);

create table version_file (
    model   text    not null,
    version integer not null,
    path    text    not null,
    size    bigint  not null,
    sha256  text    not null references blob (sha256),
    primary key (model, version, path),
    foreign key (model, version) references model_version (model, version) on delete cascade
);

create index version_file_blob on version_file (sha256);

create table version_tag (
    model   text    not null,
    version integer not null,
    key     text    not null,
    value   text    not null,
    primary key (model, version, key),
    foreign key (model, version) references model_version (model, version) on delete cascade
);

create index version_tag_value on version_tag (key, value);

create table alias (
    model   text    not null,
    alias   text    not null,
    version integer not null,
    primary key (model, alias),
    foreign key (model, version) references model_version (model, version) on delete cascade
);

-- The last revision that was given out and committed; what watchers compare with.
create table endpoint_clock (
    only_row boolean primary key default true check (only_row),
    revision bigint  not null
);

insert into endpoint_clock (revision) values (0);

create table endpoint (
    name         text primary key,
    model        text        not null references model (name) on delete cascade,
    follow       jsonb       not null,
    version      integer,
    cause        text        not null default '',
    held_version integer,
    held_reason  text,
    revision     bigint      not null,
    updated_at   timestamptz not null,
    updated_by   text        not null
);

create index endpoint_model on endpoint (model);

create table endpoint_event (
    id       bigint generated always as identity primary key,
    endpoint text        not null references endpoint (name) on delete cascade,
    revision bigint      not null,
    at       timestamptz not null,
    outcome  text        not null check (outcome in ('CHOSEN', 'SERVED', 'HELD')),
    version  integer     not null,
    previous integer,
    cause    text        not null default '',
    detail   text        not null default '',
    actor    text        not null default '',
    -- Many processes serve one choice; the first that says so makes the line.
    unique (endpoint, revision, version, outcome)
);

create table token (
    name         text primary key,
    role         text        not null check (role in ('VIEWER', 'CONTRIBUTOR', 'ADMIN')),
    hash         text        not null unique,
    created_at   timestamptz not null,
    last_used_at timestamptz
);
