-- A token of a container's acts for a person: it may what the person's own token may, as long as
-- there is one. In dev mode the person is the one on this machine, who has none.
alter table token add column acts_for text;

create index token_by_person on token (acts_for) where acts_for is not null;
