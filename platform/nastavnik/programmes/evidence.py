# SPDX-License-Identifier: MIT
"""Programmes as evidence for measures 2.3, 2.7 and 4.6 of the roadmap."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from nastavnik.foundation.database import session
from nastavnik.foundation.dates import format_date
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.scope import tenant_scope
from nastavnik.hookspecs import EvidenceKind, LiveEvidence

from .models import Programme, PublicEvent


def evidence_kinds() -> Sequence[EvidenceKind]:
    """The register of programmes, and what was completed in public."""
    return (
        EvidenceKind("programmes.register", _l("Register of programmes"), _register, r"баз\w* программ"),
        EvidenceKind(
            "programmes.completion",
            _l("Completed programmes and public events"),
            _completion,
            r"завершени\w* .*наставнич|рефлекси|публичн\w* мероприят",
        ),
    )


def _register() -> LiveEvidence:
    count, updated = (
        session()
        .execute(
            select(
                func.count().filter(Programme.state.in_(("approved", "running", "completed"))),
                func.greatest(func.max(Programme.stage_since), func.max(Programme.ended_on)),
            )
        )
        .one()
    )
    said = _(
        "register of programmes: %(programmes)s",
        programmes=ngettext("%(num)s programme", "%(num)s programmes", count),
    )
    if updated:
        said = _("%(words)s, updated %(day)s", words=said, day=format_date(updated))
    return LiveEvidence(said, count, updated, f"/o/{tenant_scope().slug}/programmes/")


def _completion() -> LiveEvidence:
    completed, ended = (
        session()
        .execute(select(func.count(), func.max(Programme.ended_on)).where(Programme.state == "completed"))
        .one()
    )
    events, held = session().execute(select(func.count(), func.max(PublicEvent.held_on))).one()
    last = max((day for day in (ended, held) if day), default=None)
    said = _(
        "completion: %(programmes)s, %(events)s",
        programmes=ngettext("%(num)s programme", "%(num)s programmes", completed),
        events=ngettext("%(num)s public event", "%(num)s public events", events),
    )
    if last:
        said = _("%(words)s, the last on %(day)s", words=said, day=format_date(last))
    return LiveEvidence(said, completed, last, f"/o/{tenant_scope().slug}/programmes/")
