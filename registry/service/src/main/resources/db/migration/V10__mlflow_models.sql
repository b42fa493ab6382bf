-- Models and versions as MLflow's clients see them too.

alter table model add column updated_at timestamptz;
update model set updated_at = created_at;
alter table model alter column updated_at set not null;

create table model_tag (
    model text not null references model (name) on delete cascade on update cascade,
    key   text not null,
    value text not null,
    primary key (model, key)
);

-- MLflow makes a version each time it is asked to, also of the same content.
alter table model_version
    drop constraint model_version_model_digest_key,
    add column description text not null default '',
    add column stage       text not null default 'None'
        check (stage in ('None', 'Staging', 'Production', 'Archived')),
    add column source      text,
    add column run_id      text,
    add column run_link    text,
    add column model_id    text,
    -- Why no endpoint serves it.
    add column problem     text,
    add column updated_at  timestamptz;
update model_version set updated_at = created_at;
alter table model_version alter column updated_at set not null;

create index model_version_digest on model_version (model, digest);
create index model_version_run on model_version (run_id);

-- Values may be long now; what an index takes is not.
drop index version_tag_value;
create index version_tag_value on version_tag (key, left(value, 200));

-- A model may be given another name.
alter table model_version
    drop constraint model_version_model_fkey,
    add foreign key (model) references model (name) on delete cascade on update cascade;
alter table version_file
    drop constraint version_file_model_version_fkey,
    add foreign key (model, version) references model_version (model, version)
        on delete cascade on update cascade;
alter table version_tag
    drop constraint version_tag_model_version_fkey,
    add foreign key (model, version) references model_version (model, version)
        on delete cascade on update cascade;
alter table alias
    drop constraint alias_model_version_fkey,
    add foreign key (model, version) references model_version (model, version)
        on delete cascade on update cascade;
alter table endpoint
    drop constraint endpoint_model_fkey,
    add foreign key (model) references model (name) on delete cascade on update cascade;
alter table endpoint_event
    drop constraint endpoint_event_endpoint_fkey,
    add foreign key (endpoint) references endpoint (name) on delete cascade on update cascade;
