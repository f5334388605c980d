# SPDX-License-Identifier: MIT
"""Pairs as evidence for measures 4.3 and 5.1 of the roadmap."""

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

from .models import Match, MatchEvent, MatchMember
from .words import FIXED_STATES


def evidence_kinds() -> Sequence[EvidenceKind]:
    """Pairs that an order fixed, and the personal register."""
    return (
        EvidenceKind(
            "matches.formed",
            _l("Pairs and groups fixed by an order"),
            _formed,
            r"формирован\w* .*пар",
        ),
        EvidenceKind("matches.register", _l("Personal register"), _register, r"персонифицированн\w* уч[её]т"),
    )


def _formed() -> LiveEvidence:
    count, last = (
        session()
        .execute(select(func.count(), func.max(Match.starts_on)).where(Match.state.in_(FIXED_STATES)))
        .one()
    )
    said = _("pairs and groups: %(pairs)s fixed by an order", pairs=count)
    if last:
        said = _("%(words)s, the last on %(day)s", words=said, day=format_date(last))
    return LiveEvidence(said, count, last, f"/o/{tenant_scope().slug}/pairs/")


def _register() -> LiveEvidence:
    pairs, mentors = (
        session()
        .execute(
            select(func.count(), func.count(Match.mentor_id.distinct())).where(Match.state.in_(FIXED_STATES))
        )
        .one()
    )
    mentees = session().scalar(
        select(func.count(MatchMember.mentee_id.distinct())).where(
            MatchMember.match_id.in_(select(Match.id).where(Match.state.in_(FIXED_STATES)))
        )
    )
    last = session().scalar(select(func.max(MatchEvent.happened_on)))
    said = _(
        "personal register: %(participations)s in %(pairs)s",
        participations=ngettext("%(num)s participation", "%(num)s participations", mentors + (mentees or 0)),
        pairs=ngettext("%(num)s pair", "%(num)s pairs", pairs),
    )
    if last:
        said = _("%(words)s, updated %(day)s", words=said, day=format_date(last))
    return LiveEvidence(said, pairs, last, f"/o/{tenant_scope().slug}/pairs/register")
