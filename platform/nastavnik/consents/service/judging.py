# SPDX-License-Identifier: MIT
"""How everybody who takes part stands with consents and clearances, judged by the database: nobody is loaded.

The rule is the gate's (``gate.py``), written a second time as one SQL select; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from nastavnik.consents.words import CLEARING_KINDS
from nastavnik.foundation.database import session
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.people import service as people

from .forms import VIEW
from .gate import policy
from .states import SOON

_JUDGED = """
with taking_part as (
    select person_id, bool_or(mentor) as mentor, bool_or(not mentor) as mentee from (
        select person_id, true as mentor from mentors where tenant_id = :tenant and state <> 'left'
        union all
        select person_id, false from mentees where tenant_id = :tenant and state not in ('completed', 'left')
    ) lines group by person_id
), persons as (
    select p.id, p.state, p.kind, p.birth_date, p.birth_year, p.sort_key, p.find_key, t.mentor, t.mentee,
        case when p.birth_date is not null then extract(year from age(cast(:on as date), p.birth_date))
             when p.birth_year is not null then extract(year from cast(:on as date)) - p.birth_year - 1 end as years
    from people p join taking_part t on t.person_id = p.id
    where p.tenant_id = :tenant and p.state not in ('merged', 'destroyed')
), signed as (
    select p.*, c.given_on, c.created_at, c.valid_until, c.withdrawn_on,
        c.given_on <= :on and (c.valid_until is null or c.valid_until >= :on)
            and (c.withdrawn_on is null or c.withdrawn_on > :on) as holds,
        coalesce(c.valid_until, 'infinity') as until,
        c.way = 'paper' and c.file_id is null and c.withdrawn_on is null as unscanned,
        c.given_by in ('guardian', 'both') as guardian,
        c.given_by in ('self', 'both') as own,
        coalesce(case
            when p.birth_date is not null then extract(year from age(c.given_on, p.birth_date))
            when p.birth_year is not null then extract(year from c.given_on) - p.birth_year - 1 end >= :adult, true)
            as adult
    from persons p left join consents c on c.tenant_id = :tenant and c.person_id = p.id and c.purpose = :purpose
), held as (
    select id, state, kind, birth_date, sort_key, find_key, mentor, mentee, years,
        max(until) filter (where holds and guardian) as guardian_until,
        max(until) filter (where holds and own and adult) as grown_until,
        max(until) filter (where holds and own and not adult) as own_until,
        coalesce(bool_or(holds), false) as holds_any,
        coalesce(bool_or(withdrawn_on is not null), false) as withdrawn,
        coalesce(bool_or(unscanned), false) as unscanned,
        (array_agg(case when withdrawn_on <= :on then null else valid_until end
                   order by given_on desc, created_at desc))[1] as newest_until
    from signed
    group by id, state, kind, birth_date, sort_key, find_key, mentor, mentee, years
), cleared as (
    select distinct on (person_id) person_id, result, next_check_on
    from clearances
    where tenant_id = :tenant and kind = any(:clearing) and issued_on <= :on
    order by person_id, issued_on desc, created_at desc
), judged as (
    select h.*, c.result, c.next_check_on,
        case when state = 'blocked' or (years is null and kind = any(:minor_kinds)) then null
             when coalesce(years, :adult) >= :adult then grown_until
             when years < :own_signature or :rule = 'guardian' then guardian_until
             when :rule = 'self' then own_until
             when guardian_until is not null and own_until is not null then least(guardian_until, own_until)
             end as suffices_until,
        mentor and not coalesce(years < :adult, kind = any(:minor_kinds))
            and case when kind = any(:staff_kinds) then :staff else :outside end as asked
    from held h left join cleared c on c.person_id = h.id
), told as (
    select *, suffices_until is not null as in_force,
        asked and (result is null or result <> 'cleared' or next_check_on < :on) as uncleared,
        exists (
            select from unnest(array[:own_signature, :adult]) turn
            cross join lateral (select make_date(
                cast(extract(year from birth_date) as int) + turn, cast(extract(month from birth_date) as int), 1)
                + cast(extract(day from birth_date) as int) - 1 as reached) b
            where reached > :on and reached <= :soon) as turning
    from judged
), standing as (
    select *,
        least(case when in_force then nullif(suffices_until, 'infinity') when not holds_any then newest_until end,
              case when asked then next_check_on end) as ends_on,
        least(case when in_force then nullif(suffices_until, 'infinity') end,
              case when asked and not uncleared then next_check_on end) as coming_end
    from told
)
"""
"""Ends with ``standing``: a line for each person who takes part."""

CONDITIONS: Mapping[str, str] = {
    "lacking": "not in_force",
    "ending": "coalesce(coming_end <= :soon, false)",
    "turning": "turning",
    "clearance": "uncleared",
    "withdrawn": "withdrawn",
    "scan": "unscanned",
}
"""What the register may be narrowed to, as conditions on a line of ``standing``."""


def asked_of_standing(statement: str) -> TextClause:
    """A statement over ``standing``, to be given the values of ``judging``."""
    return text(_JUDGED + statement)


_FIT = asked_of_standing("select id from standing where in_force and not uncleared")


def fit_people(on: date) -> frozenset[UUID]:
    """Who of those who take part lacks neither the consent to it nor, being a mentor, a clearance; two queries."""
    require(VIEW)
    return frozenset(session().scalars(_FIT, judging(on)))


def judging(on: date, purpose: str = "participation") -> dict[str, Any]:
    """The values that the judgement asks for; one query for the organisation's policy."""
    rule = policy()
    return {
        "tenant": current_tenant_id(),
        "on": on,
        "soon": on + SOON,
        "purpose": purpose,
        "adult": people.ADULT,
        "own_signature": people.OWN_SIGNATURE,
        "rule": rule.consent_14_17,
        "outside": rule.clear_outside,
        "staff": rule.clear_staff,
        "clearing": list(CLEARING_KINDS),
        "minor_kinds": list(people.MINOR_KINDS),
        "staff_kinds": list(people.STAFF_KINDS),
    }
