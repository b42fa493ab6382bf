-- The files that runs and logged models keep. Their contents are blobs, as those of versions.

create table artifact_file (
    path        text collate "C" primary key,
    sha256      text        not null references blob (sha256),
    size        bigint      not null,
    modified_at timestamptz not null
);

create index artifact_file_blob on artifact_file (sha256);

-- Uploads in parts. Completed ones stay for a while, so that completing twice does no harm.
create table artifact_upload (
    id           text primary key,
    path         text        not null,
    parts        integer     not null check (parts > 0),
    created_at   timestamptz not null,
    created_by   text        not null,
    completed_at timestamptz
);

create index artifact_upload_age on artifact_upload (created_at);

create table artifact_part (
    upload     text        not null references artifact_upload (id) on delete cascade,
    number     integer     not null,
    sha256     text        not null references blob (sha256),
    size       bigint      not null,
    -- When the blob was touched for this part: if it is so still, nobody else relies on it.
    touched_at timestamptz not null,
    primary key (upload, number)
);

create index artifact_part_blob on artifact_part (sha256);
