-- Two users beside the owner: one who reads, one who saves. Neither changes tables or history.
-- As the owner, after `aleppo store migrate`, and again after each later one:
--   psql "$OWNER_URL" -f docs/deploy/roles.sql
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

-- Bodies, revisions and changes are added to, never changed: that is the history.
grant insert on aleppo.body, aleppo.revision, aleppo.change, aleppo.not_saved to aleppo_writer;
grant insert, update, delete on aleppo.file, aleppo.layer, aleppo.source, aleppo.feature, aleppo.statement
    to aleppo_writer;
