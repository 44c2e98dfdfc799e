-- depends: 0001-files
-- What the files say, as the loader reads them: for SQL, for tiles, for QGIS. Written with each revision.
create table aleppo.layer (
    id text primary key,
    place int not null,
    title_en text not null,
    title_ar text,
    file text not null,
    role text not null,
    shown boolean not null
);

create table aleppo.feature (
    id text primary key,
    layer text not null references aleppo.layer deferrable initially deferred,
    properties jsonb not null constraint properties_are_an_object check (jsonb_typeof(properties) = 'object'),
    geom geometry(Geometry, 4326),
    constraint a_geometry_has_an_accuracy check ((geom is not null) = (properties ? 'accuracy_m')),
    constraint no_geometry_has_a_reason check (geom is not null or properties ? 'why_unlocated')
);
create index feature_of_a_layer on aleppo.feature (layer);
create index feature_where on aleppo.feature using gist (geom);

create table aleppo.source (
    id text primary key,
    kind text not null constraint kind_is_known check (kind in ('article', 'context')),
    publisher text not null,
    title text not null,
    published text not null,
    known date not null,
    url text,
    licence text not null
);

-- What one source says. A proposal or a forecast has a status here if it names one, and never gives a day its own.
create table aleppo.statement (
    source text not null references aleppo.source deferrable initially deferred,
    place int not null,
    id text not null,
    paragraph int,
    says_en text not null,
    says_ar text,
    asserted_by text[] not null constraint somebody_says_it check (cardinality(asserted_by) > 0),
    voice text not null,
    mood text not null constraint mood_is_known check (mood in ('actual', 'proposed', 'denied')),
    status text,
    gives_status boolean not null,
    for_whom text[] not null,
    about text[] not null constraint it_is_about_something check (cardinality(about) > 0),
    topics text[] not null,
    valid_from date not null,
    valid_until date,
    valid_printed text not null,
    known date not null,
    primary key (source, place),
    constraint it_ends_after_it_begins check (valid_until > valid_from),
    constraint only_what_is_actual_gives_a_status
        check (not gives_status or (status is not null and mood = 'actual' and voice <> 'forecast'))
);
create index statement_about on aleppo.statement using gin (about);
create index statement_id on aleppo.statement (id);
create index statement_known on aleppo.statement (known, valid_from);
