-- What jobs are looked for by.

create index job_by_kind on job ((spec ->> 'kind'), submitted_at desc, id desc);
create index job_by_model on job (split_part(model, '/', 1), submitted_at desc, id desc)
    where model is not null;
create index job_by_input on job ((spec ->> 'input'), submitted_at desc);
create index job_by_output on job ((spec ->> 'output'), submitted_at desc);
