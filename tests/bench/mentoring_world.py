# SPDX-License-Identifier: MIT
"""People, programmes, pairs and meetings to measure on, written straight into the tables.

Of every four people one is a mentor, two are mentees, one is the guardian of two of them. Every pair belongs to a
programme of ten. Pairs that an order has fixed have met weekly: a third of them in the years before, the rest now.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Engine, text

from nastavnik.foundation.dates import today

MEETINGS = 32
"""Of each pair that an order has fixed: 96 of 100, so that 5,000 pairs have some 150,000."""

_STATEMENTS = """
create temporary table made_people as
    select t.id as tenant_id, n, t.pairs, uuidv7() as id,
           case when n <= t.pairs then 'mentor' when n <= 3 * t.pairs then 'mentee' else 'guardian' end as role
    from unnest(cast(:tenants as uuid[]), cast(:pairs as int[])) as t(id, pairs)
    cross join lateral generate_series(1, 4 * t.pairs) n;

insert into people (tenant_id, id, surname, name, patronymic, birth_date, birth_year, kind, post, workplace, phone,
                    email, young_since, state, blocked_reason, version, created_at)
    select tenant_id, id,
           (array['Ёлкин', 'Примеров', 'Образцов', 'Шаблонов', 'Эталонов', 'Макетов', 'Черновиков'])[1 + n % 7]
               || (array['а', 'ский', 'ич', 'енко'])[1 + n / 7 % 4] || n % 91,
           (array['Анна', 'Борис', 'Вера', 'Глеб', 'Дарья', 'Егор'])[1 + n % 6],
           (array['Ивановна', 'Петрович', 'Сергеевна'])[1 + n % 3],
           d.born, extract(year from d.born), d.kind, '', 'МАОУ СШ № ' || n % 40, '+7 900 000-00-00',
           'person' || n || '@school.example', case d.kind when 'young_specialist' then :today - 400 end,
           'active', '', 1, now()
    from made_people cross join lateral (select
        case role when 'mentee' then case when n % 10 = 0 then 'young_specialist' else 'pupil' end
                  when 'guardian' then 'guardian'
                  else (array['teacher', 'pupil', 'employee', 'alumnus'])[1 + n % 4] end as kind) k
    cross join lateral (select k.kind,
        :today - case k.kind when 'pupil' then 3650 + n * 37 % 2900 else 9000 + n * 37 % 9000 end as born) d;

insert into person_guardians (tenant_id, id, minor_id, guardian_id, relation, created_at)
    select m.tenant_id, uuidv7(), m.id, g.id, 'mother', now()
    from made_people m
    join made_people g on g.tenant_id = m.tenant_id and g.n = 3 * m.pairs + (m.n - m.pairs - 1) / 2 + 1
    where m.role = 'mentee' and m.n % 10 <> 0;

insert into topics (tenant_id, id, kind, title, retired, created_at)
    select distinct on (tenant_id, kind, n) tenant_id, uuidv7(), kind, 'Тема ' || n, false, now()
    from made_people cross join unnest(array['competence', 'interest']) kind where n <= 12;

create temporary table made_mentors as
    select tenant_id, n, uuidv7() as id, id as person_id from made_people where role = 'mentor';
insert into mentors (tenant_id, id, person_id, source, state, entered_on, forms, meeting_format, achievements,
                     preferred_from, preferred_to, hours_per_week, capacity, confirmed_on, results, case_url, version,
                     created_at)
    select tenant_id, id, person_id, (array['teachers', 'pupils', 'organisations', 'alumni'])[1 + n % 4],
           case when n % 100 < 8 then 'candidate' when n % 100 < 12 then 'paused' else 'active' end,
           :today - 700 + n % 600, '["STUDENT_STUDENT"]', 'any', 'Призёр конкурса «Лучший наставник»', 10, 17, 2, 3,
           case when n % 3 > 0 then :today - n % 300 end, '', '', 1, now()
    from made_mentors;
insert into mentor_topics (tenant_id, id, mentor_id, topic_id, created_at)
    select m.tenant_id, uuidv7(), m.id, t.id, now()
    from made_mentors m join topics t on t.tenant_id = m.tenant_id
    and (split_part(t.title, ' ', 2)::int + m.n) % 4 = 0;

create temporary table made_mentees as
    select tenant_id, n - pairs as n, uuidv7() as id, id as person_id from made_people where role = 'mentee';
insert into mentees (tenant_id, id, person_id, state, entered_on, results, case_url, version, created_at)
    select tenant_id, id, person_id, case when n % 100 < 30 then 'completed' when n % 2 = 0 then 'active' else 'candidate'
           end, :today - 700 + n % 600, '', '', 1, now()
    from made_mentees;
insert into mentee_requests (tenant_id, id, mentee_id, category, text, priority, author, author_name, state, opened_on,
                             version, created_at)
    select tenant_id, uuidv7(), id, (array['academic', 'adaptation', 'career', 'project'])[1 + n % 4],
           'Подтянуть математику и подготовиться к конкурсу', 1 + n % 3, 'self', '', 'open', :today - 300, 1, now()
    from made_mentees cross join generate_series(1, 2);

insert into consent_templates (tenant_id, id, purpose, number, title, body, sha256, effective_from, created_at)
    select t, uuidv7(), 'participation', 1, 'Согласие на обработку персональных данных', '{}', repeat('0', 64),
           :today - 800, now()
    from unnest(cast(:tenants as uuid[])) t;
insert into consents (tenant_id, id, person_id, template_id, purpose, given_by, guardian_id, given_on, valid_until, way,
                      conditions, recorded_by_name, address, withdrawn_reason, created_at)
    select p.tenant_id, uuidv7(), p.id, t.id, 'participation', case when g.guardian_id is null then 'self' else 'both' end,
           g.guardian_id, :today - 690 + p.n % 600, case when p.n % 4 = 0 then :today - 10 + p.n % 400 end, 'paper',
           '{}', '', '', '', now()
    from made_people p join consent_templates t on t.tenant_id = p.tenant_id
    left join person_guardians g on (g.tenant_id, g.minor_id) = (p.tenant_id, p.id)
    where p.role <> 'guardian' and p.n % 10 <> 3;
insert into clearances (tenant_id, id, person_id, kind, number, issuer, issued_on, seen_by_name, result, next_check_on,
                        created_at)
    select tenant_id, uuidv7(), id, 'criminal_record', '', '', :today - 300, 'Образцова А.И.', 'cleared',
           :today - 5 + n % 365, now()
    from made_people where role = 'mentor' and n % 4 in (2, 3) and n % 10 <> 6;

create temporary table made_programmes as
    select t.id as tenant_id, n, uuidv7() as id
    from unnest(cast(:tenants as uuid[]), cast(:pairs as int[])) as t(id, pairs)
    cross join lateral generate_series(0, t.pairs / 10) n;
insert into programmes (tenant_id, id, title, form, variant, model_kind, goal, tasks, target_group, planned_results,
                        results, author, starts_on, ends_on, coordinator_name, public_url, best_practice, state, stage,
                        stage_since, ended_on, end_reason, version, created_at)
    select tenant_id, id, 'Программа наставничества № ' || n,
           (array['STUDENT_STUDENT', 'TEACHER_TEACHER', 'EMPLOYER_STUDENT'])[1 + n % 3], '', 'students',
           'Раскрыть способности', 'Встречаться', 'Обучающиеся', 'Отчёт', '', 'Образцова А.И.', :today - 600,
           :today + 300, 'Образцова А.И.', '', n % 9 = 0, case when n % 3 = 0 then 'completed' else 'running' end,
           case when n % 3 = 0 then 7 else 6 end, :today - 60 + n % 60,
           case when n % 3 = 0 then :today - 60 end, '', 1, now()
    from made_programmes;
insert into programme_stages (tenant_id, id, programme_id, stage, entered_on, left_on, created_at)
    select tenant_id, uuidv7(), id, stage, :today - 600 + stage * 30, :today - 570 + stage * 30, now()
    from made_programmes cross join generate_series(1, 6) stage;

create temporary table made_pairs as
    select m.tenant_id, m.n, uuidv7() as id, m.id as mentor_id, e.id as mentee_id, m.person_id as mentor_person,
           e.person_id as mentee_person, p.id as programme_id, s.state,
           case when s.state in ('completed', 'ended') then :today - 620 + m.n % 300
                when s.state in ('active', 'paused') then :today - 212 - m.n % 7 end as began
    from made_mentors m
    join made_mentees e on (e.tenant_id, e.n) = (m.tenant_id, m.n)
    join made_programmes p on p.tenant_id = m.tenant_id and p.n = m.n / 10
    cross join lateral (select case when m.n / 10 % 3 = 0 then case when m.n % 5 = 0 then 'ended' else 'completed' end
        when m.n % 25 = 1 then 'proposed' when m.n % 25 = 2 then 'agreed' when m.n % 25 = 3 then 'paused'
        else 'active' end as state) s;
insert into matches (tenant_id, id, programme_id, mentor_id, group_title, state, origin, grounds, goal, proposed_on,
                     starts_on, ends_on, ended_on, end_reason, end_note, outcome, reflection, version, created_at)
    select tenant_id, id, programme_id, mentor_id, '', state, 'hand', '{}', 'Подготовить проект',
           coalesce(began - 10, :today - 5), began, began + 300,
           case when state in ('completed', 'ended') then began + 7 * (:meetings + 1) end,
           case state when 'ended' then 'moved' else '' end, '', case state when 'completed' then 'reached' else '' end,
           '', 1, now()
    from made_pairs;
insert into match_members (tenant_id, id, match_id, mentee_id, joined_on, left_on, outcome, exit, created_at)
    select tenant_id, uuidv7(), id, mentee_id, coalesce(began, :today - 5),
           case when state in ('completed', 'ended') then began + 7 * (:meetings + 1) end, '', '', now()
    from made_pairs;
insert into match_answers (tenant_id, id, match_id, person_id, role, for_person_id, answer, way, reason, asked_on,
                           created_at)
    select tenant_id, uuidv7(), id, a.person, a.role, a.person, case state when 'proposed' then 'asked' else 'yes' end,
           case state when 'proposed' then '' else 'link' end, '', coalesce(began - 10, :today - 5), now()
    from made_pairs cross join lateral (values (mentor_person, 'mentor'), (mentee_person, 'mentee')) a(person, role);
insert into match_events (tenant_id, id, match_id, kind, happened_on, reason, note, created_at)
    select tenant_id, uuidv7(), id, e.kind, e.day, '', '', now()
    from made_pairs cross join lateral (values ('activated', began),
        ('paused', case state when 'paused' then :today - 30 end),
        ('completed', case state when 'completed' then began + 7 * (:meetings + 1) end),
        ('ended', case state when 'ended' then began + 7 * (:meetings + 1) end)) e(kind, day)
    where e.day is not null;
insert into plan_tasks (tenant_id, id, match_id, position, text, due_on, planned_result, actual_result, version, created_at)
    select tenant_id, uuidv7(), id, step, 'Сделать шаг ' || step, began + 30 * step, 'Сделано', '', 1, now()
    from made_pairs cross join generate_series(1, 4) step where began is not null;
insert into programme_participants (tenant_id, id, programme_id, person_id, role, joined_on, created_at)
    select tenant_id, uuidv7(), programme_id, p.person, p.role, :today - 600, now()
    from made_pairs cross join lateral (values (mentor_person, 'mentor'), (mentee_person, 'mentee')) p(person, role);

create temporary table made_meetings as
    select p.tenant_id, p.mentor_person, p.mentee_person, p.id as match_id, step as n, p.n as pair, uuidv7() as id, d.day,
           case when d.day >= :today then 'planned'
                when dice < 3 or (p.n % 40 = 4 and d.day > :today - 40) then 'cancelled' when dice < 7 then 'no_show'
                when d.day > :today - 20 and dice < 12 then 'planned' when d.day > :today - 20 and dice < 40 then 'held'
                else 'closed' end as state
    from made_pairs p cross join generate_series(1, :meetings) step
    cross join lateral (select p.began + 7 * step as day) d
    cross join lateral (select (p.n * 31 + step * 17) % 100 as dice) c
    where p.began is not null;
insert into meetings (tenant_id, id, match_id, kind, starts_at, minutes, format, place, agenda, state, held_on, topic,
                      exception, no_show_reason, paper, version, created_at)
    select tenant_id, id, match_id, case n when 1 then 'intro' when 2 then 'trial' when 3 then 'planning' else 'regular' end,
           day + make_interval(hours => 12 + pair % 5), 45, 'in_person', 'Кабинет ' || pair % 40, 'Обсудить шаги плана',
           state, case when state in ('held', 'closed') then day end, 'Проект, шаг ' || n, '',
           case state when 'no_show' then 'Болезнь' else '' end, false, 1, now()
    from made_meetings;
insert into meeting_feedback (tenant_id, id, meeting_id, person_id, role, state, owed_since, way, reason, given_at, done,
                              next_step, mood, note, needs_help, reminders, created_at)
    select m.tenant_id, uuidv7(), m.id, f.person, f.role, s.state, m.day, case s.state when 'given' then 'link' else '' end,
           '', case s.state when 'given' then m.day + make_interval(days => m.pair % 9) end, 'Разобрали задачи',
           'Закончить макет', case f.role when 'mentee' then 4 end, '',
           s.state = 'given' and m.day > :today - 20 and m.pair % 90 = 0, 0, now()
    from made_meetings m
    cross join lateral (values (mentor_person, 'mentor'), (mentee_person, 'mentee')) f(person, role)
    cross join lateral (select case when m.state = 'held' and (f.role = 'mentee' or m.pair % 2 = 0) then 'owed' else 'given'
        end as state) s
    where m.state in ('held', 'closed');

insert into population_figures (tenant_id, id, kind, year, value, source, counted_on, created_at)
    select t, uuidv7(), kind, year, 900, 'ОО-1', make_date(year, 9, 5), now()
    from unnest(cast(:tenants as uuid[])) t
    cross join unnest(array['children_10_19', 'children_15_19', 'young_specialists']) kind
    cross join generate_series(extract(year from :today)::int - 2, extract(year from :today)::int) year
"""


def fill_mentoring(engine: Engine, pairs: Mapping[UUID, int]) -> None:
    """Give each organisation so many pairs, four people for each and their meetings."""
    values = {
        "tenants": list(pairs),
        "pairs": list(pairs.values()),
        "today": today(),
        "meetings": MEETINGS,
    }
    with engine.connect() as connection:
        for statement in map(text, _STATEMENTS.replace(":today", "cast(:today as date)").split(";\n")):
            connection.execute(statement, {name: values[name] for name in statement.compile().params})
        connection.execute(text("vacuum analyze"))
