-- What an endpoint does beside answering; nothing unless it is asked for.

alter table endpoint
    add column cache_bytes bigint           not null default 0 check (cache_bytes >= 0),
    add column log_share   double precision not null default 0 check (log_share between 0 and 1);
