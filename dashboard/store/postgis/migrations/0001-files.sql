-- Every byte of every file, now and before. Nobody's name is kept.
create domain aleppo.file_name as text
    constraint is_a_data_file check (
        value ~ '^((catalog|asserters|disagreements)\.json|layers/[^/.][^/]*\.geojson|sources/[^/.][^/]*\.json)$'
    );

-- A body is known by its SHA-256, and the database holds it to that.
create table aleppo.body (
    hash text primary key,
    body bytea not null,
    constraint hash_is_of_the_body check (hash = encode(sha256(body), 'hex'))
);

-- One save, undo or copy: everything it changed comes at once.
create table aleppo.revision (
    id bigint generated always as identity primary key,
    made timestamptz not null default now(),
    kind text not null constraint kind_is_known check (kind in ('save', 'undo', 'copy')),
    undoes bigint references aleppo.revision
);

create table aleppo.change (
    revision bigint not null references aleppo.revision,
    name aleppo.file_name not null,
    before text references aleppo.body,
    after text references aleppo.body,
    primary key (revision, name),
    constraint something_changed check (before is distinct from after)
);
create index change_of_a_file on aleppo.change (name, revision);

-- What stands now.
create table aleppo.file (
    name aleppo.file_name primary key,
    hash text not null references aleppo.body,
    revision bigint not null,
    foreign key (revision, name) references aleppo.change (revision, name)
);

-- What somebody could not save because the file was changed meanwhile: kept, and shown to nobody else.
create table aleppo.not_saved (
    id bigint generated always as identity primary key,
    made timestamptz not null default now(),
    name aleppo.file_name not null,
    opened text,
    hash text not null references aleppo.body
);

-- Whoever follows the data hears of a revision when it is committed, whichever program made it.
create function aleppo.tell_of_revision() returns trigger language plpgsql as $$
begin
    perform pg_notify('aleppo_revision', new.id::text);
    return null;
end
$$;
create trigger tell after insert on aleppo.revision
    for each row execute function aleppo.tell_of_revision();
