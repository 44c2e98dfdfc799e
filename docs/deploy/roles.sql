-- Two users beside the owner: one who reads, one who saves. Neither changes tables or history.
-- As an administrator, who may make users, after `aleppo store migrate`, and again after each later one:
--   psql -d aleppo -f docs/deploy/roles.sql
-- then give each a password: alter role aleppo_reader password '…'
do $$
begin
    if not exists (select from pg_roles where rolname = 'aleppo_reader') then
        create role aleppo_reader login;
    end if;
    if not exists (select from pg_roles where rolname = 'aleppo_writer') then
        create role aleppo_writer login;
    end if;
end
$$;

grant usage on schema aleppo to aleppo_reader, aleppo_writer;
grant select on all tables in schema aleppo to aleppo_reader, aleppo_writer;

-- Bodies, revisions and changes are added to, never changed: that is the history. Numbers and times are the
-- server's: who could choose them could put a save behind all later ones.
grant insert on aleppo.body, aleppo.change to aleppo_writer;
revoke insert on aleppo.revision, aleppo.not_saved from aleppo_writer;
grant insert (kind, undoes) on aleppo.revision to aleppo_writer;
grant insert (name, opened, hash) on aleppo.not_saved to aleppo_writer;
grant insert, update, delete on aleppo.file, aleppo.layer, aleppo.source, aleppo.feature, aleppo.statement
    to aleppo_writer;

-- What somebody could not save is for those who save, and so are its bytes; what was saved once is for all.
revoke select on aleppo.not_saved from aleppo_reader;
alter table aleppo.body enable row level security;
drop policy if exists saved_once on aleppo.body;
create policy saved_once on aleppo.body for select using (hash in (select after from aleppo.change));
drop policy if exists everything on aleppo.body;
create policy everything on aleppo.body to aleppo_writer using (true) with check (true);
