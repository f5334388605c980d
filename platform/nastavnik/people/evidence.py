# SPDX-License-Identifier: MIT
"""Registers as evidence for measures 2.2, 4.1 and 4.2 of the roadmap: how many stand there, nobody by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from nastavnik.foundation.database import session
from nastavnik.foundation.dates import format_date
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.scope import tenant_scope
from nastavnik.hookspecs import EvidenceKind, LiveEvidence

from .models import Mentee, MenteeRequest, Mentor


def evidence_kinds() -> Sequence[EvidenceKind]:
    """Both registers together and each of them."""
    return (
        EvidenceKind(
            "people.registers",
            _l("Registers of mentors and mentees"),
            _both,
            r"баз\w* наставников и наставляемых|баз\w* наставляемых и наставников",
        ),
        EvidenceKind(
            "people.mentees",
            _l("Register of mentees with requests"),
            _mentees,
            r"баз\w* наставляемых|перечн\w* запросов",
        ),
        EvidenceKind("people.mentors", _l("Register of mentors"), _mentors, r"баз\w* наставников"),
    )


def _mentors() -> LiveEvidence:
    count, updated = (
        session()
        .execute(
            select(
                func.count().filter(Mentor.state != "left"),
                func.greatest(
                    func.max(Mentor.entered_on), func.max(Mentor.confirmed_on), func.max(Mentor.left_on)
                ),
            )
        )
        .one()
    )
    people = ngettext("%(num)s person", "%(num)s people", count)
    said = _("register of mentors: %(people)s", people=people)
    return LiveEvidence(_said(said, updated), count, updated, _address("mentors"))


def _mentees() -> LiveEvidence:
    count, updated = (
        session()
        .execute(
            select(
                func.count().filter(Mentee.state != "left"),
                func.greatest(func.max(Mentee.entered_on), func.max(Mentee.left_on)),
            )
        )
        .one()
    )
    requests, asked = (
        session()
        .execute(
            select(
                func.count().filter(MenteeRequest.state != "withdrawn"),
                func.greatest(func.max(MenteeRequest.opened_on), func.max(MenteeRequest.closed_on)),
            )
        )
        .one()
    )
    last = max((day for day in (updated, asked) if day), default=None)
    said = _(
        "register of mentees: %(people)s, %(requests)s",
        people=ngettext("%(num)s person", "%(num)s people", count),
        requests=ngettext("%(num)s request", "%(num)s requests", requests),
    )
    return LiveEvidence(_said(said, last), count, last, _address("mentees"))


def _both() -> LiveEvidence:
    mentors, mentees = _mentors(), _mentees()
    last = max((one.updated_on for one in (mentors, mentees) if one.updated_on), default=None)
    said = _(
        "registers: %(mentors)s mentors, %(mentees)s mentees", mentors=mentors.count, mentees=mentees.count
    )
    return LiveEvidence(_said(said, last), min(mentors.count, mentees.count), last, _address("mentors"))


def _said(words: str, updated: date | None) -> str:
    return _("%(words)s, updated %(day)s", words=words, day=format_date(updated)) if updated else words


def _address(page: str) -> str:
    return f"/o/{tenant_scope().slug}/people/{page}"
