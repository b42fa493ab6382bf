-- Ways to look at runs, by the names that people gave them.
create table run_view (
    name       text        primary key,
    look       jsonb       not null,
    updated_by text        not null,
    updated_at timestamptz not null
);
