-- Which versions take features of a view is asked of their signatures.

create index model_version_signature on model_version using gin (signature jsonb_path_ops);
