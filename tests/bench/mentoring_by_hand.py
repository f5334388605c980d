# SPDX-License-Identifier: MIT
"""The figures of mentoring as somebody would write them by hand: one GROUP BY for each kind of row, whole numbers as
they are, nothing stored. It is what a rebuild is measured against."""

from __future__ import annotations

from .counting import GROUP_BY

_WORKED = """
with turns as (
    select tenant_id, match_id, kind, happened_on as first,
           coalesce(lead(happened_on) over (partition by tenant_id, match_id order by happened_on, created_at, id),
                    cast(:today as date)) as last
    from match_events where kind in ('activated', 'resumed', 'paused', 'ended', 'completed')
), worked as materialized (
    select t.tenant_id, t.match_id, m.mentor_id, p.form, t.first, t.last,
           (select count(*) from match_members b where (b.tenant_id, b.match_id) = (m.tenant_id, m.id)) as members
    from turns t
    join matches m on (m.tenant_id, m.id) = (t.tenant_id, t.match_id)
    join programmes p on (p.tenant_id, p.id) = (m.tenant_id, m.programme_id)
    where t.kind in ('activated', 'resumed')
), periods as materialized (
    select span, s::date as first, (s + step - interval '1 day')::date as last
    from (values ('month', interval '1 month', date '2019-01-01'), ('quarter', interval '3 months', date '2019-01-01'),
                 ('half_year', interval '6 months', date '2019-01-01'), ('year', interval '1 year', date '2019-01-01'),
                 ('academic_year', interval '1 year', date '2018-09-01'),
                 ('whole', interval '20 years', date '2019-01-01')) kinds(span, step, beginning)
    cross join lateral generate_series(beginning, cast(:today as date), step) s
)
"""
_PEOPLE = """
, took_part as (
    select w.tenant_id, 'mentor' as role, r.person_id, w.form, r.source, w.first, w.last
    from worked w join mentors r on (r.tenant_id, r.id) = (w.tenant_id, w.mentor_id)
    union all
    select w.tenant_id, 'mentee', e.person_id, w.form, '', greatest(w.first, b.joined_on),
           least(w.last, coalesce(b.left_on, w.last))
    from worked w
    join match_members b on (b.tenant_id, b.match_id) = (w.tenant_id, w.match_id)
    join mentees e on (e.tenant_id, e.id) = (b.tenant_id, b.mentee_id)
)
"""
_ALL = """
select t.tenant_id, d.span, d.first, count(distinct t.person_id) filter (where t.role = 'mentor'),
       count(distinct t.person_id) filter (where t.role = 'mentee'),
       count(distinct t.person_id) filter (where t.role = 'mentee' and a.years between 10 and 19),
       count(distinct t.person_id) filter (where t.role = 'mentor' and a.years between 15 and 19),
       count(distinct t.person_id) filter (where t.role = 'mentee' and p.kind = 'young_specialist'
                                           and extract(year from age(d.last, p.young_since)) <= 3)
from took_part t
join people p on (p.tenant_id, p.id) = (t.tenant_id, t.person_id)
join periods d on t.first <= d.last and t.last >= d.first
cross join lateral (select extract(year from age(d.last, p.birth_date)) as years) a
group by t.tenant_id, d.span, d.first
"""
_BY_FORM = """
select t.tenant_id, d.span, d.first, t.form, count(distinct t.person_id) filter (where t.role = 'mentor'),
       count(distinct t.person_id) filter (where t.role = 'mentee')
from took_part t join periods d on t.first <= d.last and t.last >= d.first
group by t.tenant_id, d.span, d.first, t.form
"""
_BY_SOURCE = """
select t.tenant_id, d.span, d.first, t.source, count(distinct t.person_id)
from took_part t join periods d on t.first <= d.last and t.last >= d.first
where t.role = 'mentor'
group by t.tenant_id, d.span, d.first, t.source
"""
_PAIRS = """
select w.tenant_id, d.span, d.first, w.form, count(distinct w.match_id),
       count(distinct w.match_id) filter (where w.members > 1)
from worked w join periods d on w.first <= d.last and w.last >= d.first
group by w.tenant_id, d.span, d.first, w.form
"""

BY_HAND = (
    GROUP_BY,
    _WORKED + _PEOPLE + _ALL,
    _WORKED + _PEOPLE + _BY_FORM,
    _WORKED + _PEOPLE + _BY_SOURCE,
    _WORKED + _PAIRS,
    """
    select m.tenant_id, date_trunc('month', m.starts_at), p.form, count(*) filter (where m.state <> 'cancelled'),
           count(m.held_on)
    from meetings m
    join matches t on (t.tenant_id, t.id) = (m.tenant_id, m.match_id)
    join programmes p on (p.tenant_id, p.id) = (t.tenant_id, t.programme_id)
    group by 1, 2, 3
    """,
    """
    select f.tenant_id, date_trunc('month', m.held_on::timestamp), p.form, count(*),
           count(*) filter (where f.state = 'given' and f.given_at::date <= m.held_on + 7)
    from meeting_feedback f
    join meetings m on (m.tenant_id, m.id) = (f.tenant_id, f.meeting_id)
    join matches t on (t.tenant_id, t.id) = (m.tenant_id, m.match_id)
    join programmes p on (p.tenant_id, p.id) = (t.tenant_id, t.programme_id)
    where m.held_on is not null and (f.state = 'given' or f.state = 'owed' and m.held_on + 7 < :today)
    group by 1, 2, 3
    """,
    """
    select m.tenant_id, date_trunc('month', e.day::timestamp), p.form, m.end_reason, count(*) filter (where e.begins),
           count(*) filter (where m.state = 'completed'), count(*) filter (where m.state = 'ended')
    from matches m
    join programmes p on (p.tenant_id, p.id) = (m.tenant_id, m.programme_id)
    cross join lateral (values (m.starts_on, true), (m.ended_on, false)) e(day, begins)
    where e.day is not null
    group by 1, 2, 3, 4
    """,
    "select tenant_id, source, count(*) from mentors where state <> 'left' group by 1, 2",
    "select tenant_id, state, count(*) from mentees where state <> 'left' group by 1, 2",
    """
    select tenant_id, form, stage, state, count(*), sum(cast(:today as date) - stage_since) from programmes
    group by 1, 2, 3, 4
    """,
    """
    select tenant_id, purpose, date_trunc('month', valid_until::timestamp), count(*) from consents c
    where withdrawn_on is null and valid_until < :today and not exists (
        select from consents n where (n.tenant_id, n.person_id, n.purpose) = (c.tenant_id, c.person_id, c.purpose)
        and n.withdrawn_on is null and (n.valid_until is null or n.valid_until > c.valid_until))
    group by 1, 2, 3
    """,
    """
    select tenant_id, kind, date_trunc('month', next_check_on::timestamp), count(*) from clearances c
    where result = 'cleared' and next_check_on < :today and not exists (
        select from clearances n where (n.tenant_id, n.person_id, n.kind) = (c.tenant_id, c.person_id, c.kind)
        and n.issued_on > c.issued_on)
    group by 1, 2, 3
    """,
)
