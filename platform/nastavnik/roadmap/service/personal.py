# SPDX-License-Identifier: MIT
"""What the roadmap holds about one account, for the person's own file (152-ФЗ, ст. 14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from nastavnik.foundation.database import session
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap.models import (
    RoadmapAssignee,
    RoadmapCalendarFeed,
    RoadmapComment,
    RoadmapEvidence,
    RoadmapImport,
    RoadmapItem,
    RoadmapOccurrence,
    RoadmapReminder,
)

from .history import REMINDERS

Row = Mapping[str, Any]


def personal_rows(account_id: UUID) -> Iterator[Row]:
    """Everything with the account in it: what the person answers for, left, attached, read, and was reminded of."""
    for number, title, name in _all(
        select(RoadmapItem.number, RoadmapItem.title, RoadmapAssignee.name)
        .join(RoadmapItem, RoadmapItem.id == RoadmapAssignee.item_id)
        .where(RoadmapAssignee.account_id == account_id)
        .order_by(RoadmapItem.position)
    ):
        yield _row(_("Answers for a measure"), f"{number} {title}", name)
    for at, number, text in _all(
        select(RoadmapComment.created_at, RoadmapItem.number, RoadmapComment.text)
        .join(RoadmapItem, RoadmapItem.id == RoadmapComment.item_id)
        .where(RoadmapComment.author_id == account_id)
        .order_by(RoadmapComment.created_at)
    ):
        yield _row(_("Remark"), number, text, at)
    for at, number, title in _all(
        select(RoadmapEvidence.created_at, RoadmapItem.number, RoadmapEvidence.title)
        .join(RoadmapOccurrence, RoadmapOccurrence.id == RoadmapEvidence.occurrence_id)
        .join(RoadmapItem, RoadmapItem.id == RoadmapOccurrence.item_id)
        .where(RoadmapEvidence.added_by == account_id)
        .order_by(RoadmapEvidence.created_at)
    ):
        yield _row(_("Evidence attached"), number, title, at)
    for at, name in _all(
        select(RoadmapImport.created_at, RoadmapImport.file_name)
        .where(RoadmapImport.started_by == account_id)
        .order_by(RoadmapImport.created_at)
    ):
        yield _row(_("An order was read"), "", name, at)
    for on, number, kind in _all(
        select(RoadmapReminder.sent_on, RoadmapItem.number, RoadmapReminder.kind)
        .join(RoadmapOccurrence, RoadmapOccurrence.id == RoadmapReminder.occurrence_id)
        .join(RoadmapItem, RoadmapItem.id == RoadmapOccurrence.item_id)
        .where(RoadmapReminder.account_id == account_id)
        .order_by(RoadmapReminder.sent_on)
    ):
        yield _row(_("Reminder"), number, str(REMINDERS.get(kind, kind)), on)
    for at, revoked_at in _all(
        select(RoadmapCalendarFeed.created_at, RoadmapCalendarFeed.revoked_at)
        .where(RoadmapCalendarFeed.account_id == account_id)
        .order_by(RoadmapCalendarFeed.created_at)
    ):
        yield _row(_("Address of the calendar"), "", _("revoked") if revoked_at else _("works"), at)


def _all(wanted: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    yield from session().execute(wanted)


def _row(what: str, of: str, text: str, when: object = None) -> Row:
    return {_("What"): what, _("Measure"): of, _("Text"): text, _("When"): when}
