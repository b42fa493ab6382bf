-- The last job over each feature view is looked for by kind and view.

create index job_by_view on job ((spec ->> 'kind'), (spec -> 'view' -> 'view' ->> 'name'), submitted_at)
    where spec ? 'view';
