-- How contacts are found by what somebody types: by the beginnings of their words, and with a slip or two.
--
-- The words stand in a table of their own, one row each, and are found by `=` and `<` on text in the byte order of "C".
-- Those operators are leakproof: row-level security leaves them their index, so a search needs no more rights than
-- whoever searches. Trigram operators are not, and an index of trigrams holds those of every organisation together.

create table contact_words (
  organization_id uuid not null,
  contact_id uuid not null,
  word text collate "C" not null,
  place integer not null,

  constraint contact_words_pkey primary key (organization_id, contact_id, word) include (place),
  constraint contact_words_contact_id_fkey foreign key (organization_id, contact_id)
    references contacts (organization_id, id) on delete cascade
);
comment on table contact_words is 'The words that live contacts are found by, kept by triggers on contacts; the application may DELETE them with what they said (a contact that is renamed, or goes to the trash).';
comment on column contact_words.place is 'Which word of the contact it is, counted from the first name on; 100 and more in the e-mail address.';

-- Both hold everything that a search reads, so that it never visits the table.
create index idx_contact_words_word on contact_words (organization_id, word, place, contact_id);


create function app.words(said text) returns text[]
  language sql immutable strict parallel safe
  return string_to_array(btrim(regexp_replace(
    -- O'Neill is one word. Unicode decides what a letter is, whatever the locale of the database.
    replace(app.fold(said), '''', '') collate "und-x-icu", '[^[:alnum:]]+', ' ', 'g')), ' ') collate "C";
comment on function app.words(text) is 'The words of a text, folded, without what stands between them.';

create function app.contact_words(first_name text, last_name text, company text, email text)
  returns table (word text, place integer)
  language sql stable parallel safe
  begin atomic
    select said.word collate "C", min(said.place)::integer
    from (
      select w.word, w.place from unnest(app.words(concat_ws(' ', $1, $2, $3))) with ordinality as w (word, place)
      union all
      select app.fold($4), 100
      union all
      select app.fold(split_part($4, '@', 2)), 101
      union all
      select w.word, 101 + w.place from unnest(app.words(split_part($4, '@', 1))) with ordinality as w (word, place)
    ) as said
    where said.word <> ''
    group by said.word collate "C";
  end;
comment on function app.contact_words(text, text, text, text) is 'The words that a contact is found by: of its name, its company and its e-mail address, which is also a word as a whole.';

create function app.add_contact_words() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.contact_words (organization_id, contact_id, word, place)
  select added.organization_id, added.id, said.word, said.place
  from added, app.contact_words(added.first_name, added.last_name, added.company, added.email) as said
  where not added.is_deleted;
  return null;
end
$$;
comment on function app.add_contact_words() is 'Makes new contacts findable.';

create trigger contact_words_added after insert on contacts
  referencing new table as added
  for each statement execute function app.add_contact_words();

create function app.keep_contact_words() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  delete from public.contact_words
  where organization_id = new.organization_id and contact_id = new.id;
  insert into public.contact_words (organization_id, contact_id, word, place)
  select new.organization_id, new.id, said.word, said.place
  from app.contact_words(new.first_name, new.last_name, new.company, new.email) as said
  where not new.is_deleted;
  return null;
end
$$;
comment on function app.keep_contact_words() is 'Makes a contact findable by what it is called now, and not while it is in the trash.';

create trigger contact_words_kept after update on contacts
  for each row when (
    (old.first_name, old.last_name, old.company, old.email, old.is_deleted)
      is distinct from (new.first_name, new.last_name, new.company, new.email, new.is_deleted))
  execute function app.keep_contact_words();

-- Contacts that are there already: row-level security hides them even from their owner, who here looks past it.
alter table contacts no force row level security;
insert into contact_words (organization_id, contact_id, word, place)
select c.organization_id, c.id, said.word, said.place
from contacts c, app.contact_words(c.first_name, c.last_name, c.company, c.email) as said
where not c.is_deleted;
alter table contacts force row level security;

call app.protect('contact_words');
grant select, insert, delete on contact_words to plugs_app;


-- Searching -------------------------------------------------------------------------------------------------------

create function app.search_terms(typed text) returns text[]
  language sql immutable strict parallel safe
  begin atomic
    select coalesce(array_agg(term order by first_place), '{}')
    from (
      select term, min(chunk.place * 100 + part.place) as first_place
      from regexp_split_to_table(btrim(app.fold(typed)), '\s+') with ordinality as chunk (text, place)
      cross join lateral unnest(case
        -- An address or its domain is one word: with an @, or alone and with a dot inside.
        when chunk.text like '%@%' or (chunk.text ~ '[^.][.][^.]' and btrim(typed) !~ '\s')
          then array[btrim(chunk.text, '@.,;:<>()"')]
        else app.words(chunk.text)
      end) with ordinality as part (term, place)
      where term <> ''
      group by term
      order by 2
      limit 6
    ) as terms;
  end;
comment on function app.search_terms(text) is 'What is looked for when this is typed: up to six words, all of which a contact must have.';

create function app.misspellings(word text) returns setof text
  language sql immutable strict parallel safe
  begin atomic
    with letter (letter) as (
      select chr(code) from generate_series(97, 122) as code
      union all
      -- What else an address is made of.
      select * from unnest(array['.', '-', '_', '@']) where word ~ '[.@]'
    ), place (here) as (
      select * from generate_series(1, char_length(word))
    )
    select left(word, here - 1) || substr(word, here + 1) from place
    union
    select left(word, here - 1) || substr(word, here + 1, 1) || substr(word, here, 1) || substr(word, here + 2) from place
    union
    select left(word, here - 1) || letter || substr(word, here + 1) from place, letter
    union
    select left(word, here - 1) || letter || substr(word, here) from place, letter;
  end;
comment on function app.misspellings(text) is 'Everything that differs from a word by one slip: a letter too many, two swapped, another letter, one left out.';

-- The words of an organisation that resemble one which none of them is: those that begin alike and share trigrams.
create function app.similar_words(term text) returns setof text
  language plpgsql stable strict set search_path = pg_catalog, pg_temp
as $$
declare
  organization uuid := app.current_organization();
  start text := left(term, 2);
begin
  return query
    -- From each word to the next, without the contacts that share it.
    with recursive known (word, step) as (
      (select w.word, 1 from public.contact_words w
       where w.organization_id = organization and w.word >= start and w.word < start || chr(1114111)
       order by w.word limit 1)
      union all
      select (
        select w.word from public.contact_words w
        where w.organization_id = organization and w.word > known.word and w.word < start || chr(1114111)
        order by w.word limit 1), step + 1
      from known where known.word is not null and step < 2000
    )
    select known.word from known
    where public.similarity(known.word, term) >= 0.3
    order by public.similarity(known.word, term) desc, known.word
    limit 10;
end
$$;
comment on function app.similar_words(text) is 'Up to ten words of the organisation that resemble this one, of those that begin with the same two letters.';

create function app.word_rank(worth float8, meant text, word text, place integer) returns float8
  language sql immutable parallel safe
  return worth * (0.7::float8 + 0.3::float8 * char_length(meant) / char_length(word)) - 0.01::float8 * least(place, 20);
comment on function app.word_rank(float8, text, text, integer) is 'How well a word answers to what was meant by it: best as a whole, and at the beginning of the name.';

create function app.find_contacts(typed text, most integer) returns table (id uuid, rank integer, is_cut boolean)
  language plpgsql stable strict rows 100 set search_path = pg_catalog, pg_temp
  -- Hundreds of look-ups, each in an index: what the planner holds for cheaper where it knows little of the table (just
  -- after it was filled) is a thousand times dearer, and so is compiling it.
  set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
declare
  organization uuid := app.current_organization();
  terms text[] := app.search_terms(typed);
  -- What may stand for a term: everything from a text up to, but not including, another.
  of_term integer[];
  least_text text[];
  beyond_text text[];
  worth float8[];
  narrow integer[];
  has_found boolean;
  is_common boolean;
  -- Of one word alone, the first are the best.
  enough integer := case when cardinality(terms) = 1 then least(10000, 5 * most) else 10000 end;
begin
  if organization is null or cardinality(terms) = 0 then
    return;
  end if;
  for try in 1..3 loop
    -- As it was typed; where that finds nobody, with one slip in each word; then by likeness.
    select array_agg(term.number), array_agg(meant.word), array_agg(meant.beyond), array_agg(meant.worth)
    into of_term, least_text, beyond_text, worth
    from unnest(terms) with ordinality as term (word, number)
    cross join lateral (
      select term.word, term.word || chr(1114111) as beyond, 1.0 as worth
      union all
      (select slip.word, slip.beyond, case when left(slip.word, 1) = left(term.word, 1) then 0.7 else 0.6 end
       from (
         -- A short word with a slip may mean a great many, if it may also be the beginning of one.
         -- `offset 0`: what is compared with the words must be a value, since `||` is not leakproof.
         select w as word, w || case when char_length(w) < 4 then chr(1) else chr(1114111) end as beyond
         from app.misspellings(term.word) as w
         where try > 1 and char_length(term.word) between 3 and 80
         offset 0
       ) as slip
       cross join lateral (
         select from public.contact_words w
         where w.organization_id = organization and w.word >= slip.word and w.word < slip.beyond
         limit 1
       ) as known
       order by 3 desc limit 40)
      union all
      select alike, alike || chr(1), 0.4
      from app.similar_words(term.word) as alike
      where try > 2 and char_length(term.word) > 4
    ) as meant;

    -- Terms that few contacts have are looked up, and the rest asked of whoever has all of those.
    select array_agg(number) filter (where contacts < enough or place = 1), min(contacts) >= enough
    into narrow, is_common
    from (
      select number, sum(known.contacts) as contacts, row_number() over (order by sum(known.contacts), number) as place
      from unnest(of_term, least_text, beyond_text) as meant (number, least_text, beyond_text)
      cross join lateral (
        select count(*) as contacts from (
          select from public.contact_words w
          where w.organization_id = organization and w.word >= meant.least_text and w.word < meant.beyond_text
          limit enough) as counted
      ) as known
      group by number
    ) as term;

    return query
      with candidate as materialized (
        select hit.contact_id, sum(hit.rank) as rank, count(*) as known
        from (
          select w.contact_id, meant.number, max(app.word_rank(meant.worth, meant.least_text, w.word, w.place)) as rank
          from unnest(of_term, least_text, beyond_text, worth) as meant (number, least_text, beyond_text, worth)
          cross join lateral (
            select w.contact_id, w.word, w.place from public.contact_words w
            where w.organization_id = organization and w.word >= meant.least_text and w.word < meant.beyond_text
            order by w.word, w.place limit enough
          ) as w
          where meant.number = any (narrow)
          group by w.contact_id, meant.number
        ) as hit
        group by hit.contact_id
        having count(*) = cardinality(narrow)
      ), rest as (
        select w.contact_id, max(app.word_rank(meant.worth, meant.least_text, w.word, w.place)) as rank, 1 as known
        from candidate
        cross join lateral (
          -- `offset 0`: the few words of one contact, not all that begin alike.
          select candidate.contact_id, w.word, w.place from public.contact_words w
          where w.organization_id = organization and w.contact_id = candidate.contact_id
          offset 0
        ) as w
        join unnest(of_term, least_text, beyond_text, worth) as meant (number, least_text, beyond_text, worth)
          on w.word >= meant.least_text and w.word < meant.beyond_text
        where cardinality(narrow) < cardinality(terms) and meant.number <> all (narrow)
        group by w.contact_id, meant.number
      )
      select hit.contact_id, (1000000 * sum(hit.rank) / cardinality(terms))::integer as rank, is_common
      from (select * from candidate union all select * from rest) as hit
      group by hit.contact_id
      having sum(hit.known) = cardinality(terms)
      order by rank desc, hit.contact_id
      limit most;
    has_found := found;
    exit when has_found;
  end loop;

  -- What looked like an address may have been words with dots.
  if not has_found and typed ~ '[.@]' then
    return query select * from app.find_contacts(translate(typed, '.@', '  '), most);
  end if;
end
$$;
comment on function app.find_contacts(text, integer) is 'The live contacts of this organisation that have all the words typed, in any order, whole or begun; with slips forgiven where nobody has them as typed. The better, the higher the rank. The first 10,000 at most: is_cut where the rarest of the words alone is shared by more, so that others may match.';

grant execute on function
  app.words(text), app.contact_words(text, text, text, text), app.search_terms(text), app.misspellings(text),
  app.similar_words(text), app.word_rank(float8, text, text, integer), app.find_contacts(text, integer)
  to plugs_app;
