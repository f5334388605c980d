# SPDX-License-Identifier: MIT
"""What ended yesterday: every morning coordinators hear of consents and clearances that count no more."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from nastavnik.accounts import service as accounts
from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import format_date, now, today
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, ngettext, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.notifications import notify
from nastavnik.foundation.scope import require, tenant_scope
from nastavnik.people import service as people

from .forms import VIEW
from .register import ConsentLine, everybody
from .states import birthday

_log = logging.getLogger(__name__)
LAPSES_AT = "06:20"
"""When the clock asks, by the time of the district."""
LOOK_BACK = timedelta(days=14)
"""An end that is older is not told any more: so long the clock may have stood still."""
KINDS = ("lapsed", "clearance_lapsed", "came_of_age")
"""A consent that ended, a clearance to be checked anew, an age at which a consent is given anew."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """Something that counts no more. ``kind`` is one of ``KINDS``.

    ``subject`` is the row or the person in whose journal it is noted, once.
    """

    kind: str
    subject: tuple[str, UUID]
    person: people.Person
    sentence: str


def lapses(on: date | None = None) -> list[Lapse]:
    """Consents to take part and clearances that ended lately, and consents that a birthday has ended."""
    require(VIEW)
    asked = on or today()
    return [one for line in everybody() for one in _of_line(line, asked)]


def tell_of_lapses() -> int:
    """Note what is new in the journal and leave one notice to each coordinator; returns how much is new.

    Run twice, it does nothing the second time.
    """
    with using_language(DEFAULT_LANGUAGE):
        found = lapses()
        known = _noted(one.subject[1] for one in found)
        fresh = [one for one in found if (one.kind, str(one.subject[1])) not in known]
        if not fresh:
            return 0
        with change() as tx:
            for one in fresh:
                tx.record(f"consents.{one.kind}", subject=one.subject, after={"person": one.person.id})
            tx.emit("consents.lapsed", {"people": sorted({str(one.person.id) for one in fresh})})
            _notify(fresh)
    return len(fresh)


def tell_daily() -> None:
    """What the clock runs."""
    told = tell_of_lapses()
    if told:
        _log.info("consents and clearances that count no more: %d", told)


def _of_line(line: ConsentLine, on: date) -> Iterator[Lapse]:
    person, consent, clearance = line.person, line.consent, line.standing.clearance
    name = people.name_of(person).short
    if consent.state == "lapsed" and _lately(consent.until, on):
        sentence = _(
            "The consent of %(name)s was in force until %(day)s.", name=name, day=_day(consent.until)
        )
        yield Lapse("lapsed", ("consents", consent.consents[0].id), person, sentence)
    reached = _reached(person, on)
    if reached and consent.consents and consent.state == "incomplete":
        yield Lapse("came_of_age", ("people", person.id), person, consent.lacking)
    if clearance.state == "lapsed" and _lately(clearance.until, on):
        ended = next(one for one in clearance.seen if one.next_check_on == clearance.until)
        yield Lapse("clearance_lapsed", ("clearances", ended.id), person, clearance.lacking)


def _lately(end: date | None, on: date) -> bool:
    return end is not None and on - LOOK_BACK <= end < on


def _reached(person: people.Person, on: date) -> bool:
    """Whether the person has become 14 or 18 lately."""
    born = person.birth_date
    return born is not None and any(on - LOOK_BACK < birthday(born, age) <= on for age in people.TURNS)


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def _noted(subjects: Iterable[UUID]) -> set[tuple[str, str]]:
    """What the journal knows of these already; at eighteen a person is spoken of anew."""
    rows = session().execute(
        select(AuditEntry.action, AuditEntry.subject_id).where(
            AuditEntry.subject_id.in_([str(one) for one in subjects]),
            AuditEntry.action.in_([f"consents.{kind}" for kind in KINDS]),
            AuditEntry.at > now() - 2 * LOOK_BACK,
        )
    )
    return {(row.action.removeprefix("consents."), row.subject_id) for row in rows}


def _notify(fresh: Sequence[Lapse]) -> None:
    home = f"/o/{tenant_scope().slug}"
    if len(fresh) == 1:
        title, url = fresh[0].sentence, f"{home}/people/{fresh[0].person.id}#consent"
    else:
        title = ngettext(
            "%(num)s consent or clearance counts no more",
            "%(num)s consents and clearances count no more",
            len(fresh),
        )
        url = f"{home}/consents/"
    for member in accounts.members():
        if member.state == "active" and "coordinator" in member.roles:
            notify(member.account_id, "consent_lapsed", title, url=url)
