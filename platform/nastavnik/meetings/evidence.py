# SPDX-License-Identifier: MIT
"""Meetings as evidence for measure 4.4 of the roadmap."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from nastavnik.foundation.database import session
from nastavnik.foundation.dates import format_date
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.scope import tenant_scope
from nastavnik.hookspecs import EvidenceKind, LiveEvidence

from .models import Meeting


def evidence_kinds() -> Sequence[EvidenceKind]:
    """Meetings that were held."""
    return (
        EvidenceKind(
            "meetings.held",
            _l("Meetings of pairs and groups"),
            _held,
            r"работ\w* .*пар|встреч",
        ),
    )


def _held() -> LiveEvidence:
    count, last = (
        session()
        .execute(select(func.count(), func.max(Meeting.held_on)).where(Meeting.held_on.is_not(None)))
        .one()
    )
    said = _("meetings: %(meetings)s held", meetings=count)
    if last:
        said = _("%(words)s, the last on %(day)s", words=said, day=format_date(last))
    return LiveEvidence(said, count, last, f"/o/{tenant_scope().slug}/meetings/")
