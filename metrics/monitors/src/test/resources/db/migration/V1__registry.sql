-- What the registry keeps, as far as monitors refer to it.

create table model (name text primary key);

create table model_version (
    model   text    not null references model (name) on delete cascade on update cascade,
    version integer not null,
    primary key (model, version)
);
