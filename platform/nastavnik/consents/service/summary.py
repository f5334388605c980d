# SPDX-License-Identifier: MIT
"""How many people lack what, counted by the database: the first page asks this and loads nobody.

The rule is the gate's (``gate.py``), written a second time as one SQL select; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from nastavnik.consents.words import CLEARING_KINDS
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.people import service as people

from .forms import VIEW
from .gate import policy
from .states import SOON

_COUNT = text("""
with taking_part as (
    select person_id, bool_or(mentor) as mentor from (
        select person_id, true as mentor from mentors where tenant_id = :tenant and state <> 'left'
        union all
        select person_id, false from mentees where tenant_id = :tenant and state not in ('completed', 'left')
    ) lines group by person_id
), persons as (
    select p.id, p.state, p.kind, p.birth_date, p.birth_year, t.mentor,
        case when p.birth_date is not null then extract(year from age(cast(:on as date), p.birth_date))
             when p.birth_year is not null then extract(year from cast(:on as date)) - p.birth_year - 1 end as years
    from people p join taking_part t on t.person_id = p.id
    where p.tenant_id = :tenant and p.state not in ('merged', 'destroyed')
), signed as (
    select c.person_id, c.valid_until,
        c.given_by in ('guardian', 'both') as guardian,
        c.given_by in ('self', 'both') and adult as adult,
        c.given_by in ('self', 'both') and not adult as own
    from (
        select c.*, coalesce(case
            when p.birth_date is not null then extract(year from age(c.given_on, p.birth_date))
            when p.birth_year is not null then extract(year from c.given_on) - p.birth_year - 1 end >= :adult, true)
            as adult
        from consents c join persons p on p.id = c.person_id
        where c.tenant_id = :tenant and c.purpose = 'participation' and c.given_on <= :on
          and (c.valid_until is null or c.valid_until >= :on) and (c.withdrawn_on is null or c.withdrawn_on > :on)
    ) c
), held as (
    select p.*,
        coalesce(bool_or(s.guardian), false) as guardian,
        coalesce(bool_or(s.adult), false) as grown,
        coalesce(bool_or(s.own), false) as own,
        coalesce(bool_or(s.guardian) filter (where s.lasting), false) as guardian_then,
        coalesce(bool_or(s.adult) filter (where s.lasting), false) as grown_then,
        coalesce(bool_or(s.own) filter (where s.lasting), false) as own_then,
        count(s.person_id) > 0 as signed_any,
        min(s.valid_until) filter (where not s.lasting) as first_end
    from persons p left join (
        select *, valid_until is null or valid_until > cast(:soon as date) as lasting from signed
    ) s on s.person_id = p.id
    group by p.id, p.state, p.kind, p.birth_date, p.birth_year, p.mentor, p.years
), cleared as (
    select distinct on (person_id) person_id, result, next_check_on
    from clearances
    where tenant_id = :tenant and kind = any(:clearing) and issued_on <= :on
    order by person_id, issued_on desc, created_at desc
), judged as (
    select h.*, c.result, c.next_check_on,
        state = 'blocked' or (years is null and kind = any(:minor_kinds)) as unclear,
        case when coalesce(years, :adult) >= :adult then h.grown
             when years < :own_signature then h.guardian
             else (h.guardian or :rule = 'self') and (h.own or :rule = 'guardian') end as enough,
        case when coalesce(years, :adult) >= :adult then h.grown_then
             when years < :own_signature then h.guardian_then
             else (h.guardian_then or :rule = 'self') and (h.own_then or :rule = 'guardian') end as enough_then,
        h.mentor and not coalesce(years < :adult, kind = any(:minor_kinds))
            and case when kind = any(:staff_kinds) then :staff else :outside end as asked
    from held h left join cleared c on c.person_id = h.id
), told as (
    select signed_any and enough and not unclear as in_force, *,
        asked and (result is null or result <> 'cleared' or next_check_on < :on) as uncleared
    from judged
)
select
    count(*) filter (where not in_force) as lacking,
    count(*) filter (where uncleared) as clearance,
    count(*) filter (where birth_date is not null and (
        birth_date + make_interval(years => :own_signature) > :on
            and birth_date + make_interval(years => :own_signature) <= :soon
        or birth_date + make_interval(years => :adult) > :on
            and birth_date + make_interval(years => :adult) <= :soon)) as turning,
    count(*) filter (where ends) as ending,
    min(end_on) filter (where ends) as first_end
from (
    select *, (in_force and not enough_then) or (asked and not uncleared and next_check_on <= :soon) as ends,
        least(case when in_force and not enough_then then first_end end,
              case when asked and not uncleared and next_check_on <= :soon then next_check_on end) as end_on
    from told
) counted
""")


@dataclass(frozen=True, slots=True)
class Summary:
    """How many people lack a consent, a clearance, turn 14 or 18, or have something that ends; the nearest end."""

    lacking: int
    clearance: int
    turning: int
    ending: int
    first_end: date | None


def summary(on: date | None = None) -> Summary:
    """The same numbers as the register's, in two queries whatever the number of people."""
    require(VIEW)
    asked, rule = on or today(), policy()
    row = (
        session()
        .execute(
            _COUNT,
            {
                "tenant": current_tenant_id(),
                "on": asked,
                "soon": asked + SOON,
                "adult": people.ADULT,
                "own_signature": people.OWN_SIGNATURE,
                "rule": rule.consent_14_17,
                "outside": rule.clear_outside,
                "staff": rule.clear_staff,
                "clearing": list(CLEARING_KINDS),
                "minor_kinds": list(people.MINOR_KINDS),
                "staff_kinds": list(people.STAFF_KINDS),
            },
        )
        .one()
    )
    return Summary(row.lacking, row.clearance, row.turning, row.ending, row.first_end)
