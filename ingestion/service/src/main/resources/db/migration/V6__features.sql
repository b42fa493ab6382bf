-- Feature views. The definition is text, since the order of its fields counts.

create table feature_view (
    name       text        primary key,
    definition text        not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    updated_by text        not null
);
