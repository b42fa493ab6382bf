-- What a job of a kind has said last of a version is asked for whenever the version is judged.

create index job_by_version on job ((spec ->> 'kind'), model, submitted_at desc, id desc)
    where state = 'SUCCEEDED' and model is not null;
