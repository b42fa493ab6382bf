-- What models predicted, as the inference log says, and what really happened to it.

-- Its row is locked while anything of the model below changes, so that a prediction and its outcome
-- never miss each other.
create table outcome_model (
    id       integer generated always as identity primary key,
    model    text not null unique references model (name) on delete cascade on update cascade,
    -- What the figures were made by, as the policy said; null where it goes by the outcome's type.
    compared text,
    score    text
);

create table outcome_version (
    id      integer generated always as identity primary key,
    model   integer not null references outcome_model (id) on delete cascade,
    version integer not null,
    -- The outputs that can be compared, with their types.
    outputs jsonb   not null,
    unique (model, version)
);

-- Nothing below refers to the two by a foreign key: a deleted model is gone at once, and its millions
-- of rows bit by bit.
create table prediction (
    version    integer     not null,
    request_id text        not null,
    index      integer     not null,
    time       timestamptz not null,
    outputs    jsonb       not null,
    segments   jsonb       not null,
    -- What it was joined with, and counts in the figures; null until then.
    outcome    jsonb,
    primary key (request_id, index, version)
) with (fillfactor = 85);

create index prediction_time on prediction (time);

create table prediction_hour (
    version     integer     not null,
    hour        timestamptz not null,
    predictions bigint      not null,
    primary key (version, hour)
);

create table outcome (
    model       integer     not null,
    request_id  text        not null,
    index       integer     not null,
    outcome     jsonb       not null,
    time        timestamptz not null,
    received_at timestamptz not null,
    is_joined   boolean     not null default false,
    primary key (model, request_id, index)
) with (fillfactor = 85);

create index outcome_received on outcome (received_at);

-- Outcomes by the hour in which they came in, and how many of them have met a prediction until now.
create table outcome_hour (
    model    integer     not null,
    hour     timestamptz not null,
    received bigint      not null,
    joined   bigint      not null,
    primary key (model, hour)
);

-- Numbers for texts: of classes where the field is empty, else of a segment's values.
create table outcome_label (
    model  integer not null,
    field  text    not null,
    number integer not null,
    label  text    not null,
    primary key (model, field, number),
    unique (model, field, label)
);

-- Sums of joined predictions by the hour or day in which they were made: of all where the segment is
-- empty, else of one value of an input.
create table quality (
    version integer     not null,
    segment text        not null,
    value   integer     not null,
    grain   text        not null check (grain in ('HOUR', 'DAY')),
    time    timestamptz not null,
    rows    bigint      not null,
    sums    bytea       not null,
    primary key (version, segment, value, grain, time)
);

create index quality_newest on quality (version, time desc) where segment = '' and grain = 'DAY';
create index quality_time on quality (grain, time);

-- How far each file of the inference log was read.
create table prediction_file (
    folder   text        not null,
    name     text        not null,
    date     date        not null,
    position bigint      not null,
    broken   bigint      not null,
    is_done  boolean     not null,
    primary key (folder, name)
);

create index prediction_file_date on prediction_file (date);
