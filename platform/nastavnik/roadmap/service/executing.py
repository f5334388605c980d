# SPDX-License-Identifier: MIT
"""What happens to an execution: work, evidence, closing, and what the director alone decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import func, select

from nastavnik.foundation import files
from nastavnik.foundation.audit import AuditEntry, subject_of
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import day_of, today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.roadmap.models import RoadmapEvidence, RoadmapOccurrence

from .guarding import facts, note, require_execution, sentence, take_occurrence, take_open
from .looking import get_occurrence

EVIDENCE_KINDS = ("file", "link", "document", "records")
_LONGEST_TITLE = 300
_LONGEST_URL = 2000
_EARLIEST = timedelta(days=10 * 365)


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """What is put behind an execution. ``kind``: file, link, document (made by the platform), records (kept in it)."""

    kind: str
    title: str
    file_id: UUID | None = None
    url: str = ""
    note: str = ""


def start_work(occurrence_id: UUID, *, seen: int | None = None) -> RoadmapOccurrence:
    """Say that the work has begun."""
    require_execution(get_occurrence(occurrence_id).item_id)
    with change() as tx:
        occurrence = take_open(tx, occurrence_id, seen)
        before = facts(occurrence)
        occurrence.state = "in_work"
        note(tx, "started", occurrence, before=before)
    return occurrence


def keep_upload(occurrence_id: UUID, data: bytes, name: str) -> files.StoredFile:
    """Keep an uploaded file for an execution before the rest of its form is right, so that nobody uploads it twice.

    Raises ``Refused`` for the field ``file`` when it is empty, too large or not of an accepted kind.
    """
    require_execution(get_occurrence(occurrence_id).item_id)
    kind = files.check_upload(data)
    with change() as tx:
        file = files.store(data, name, kind.media_type)
        tx.flush()
    return file


def kept_uploads(file_ids: Sequence[UUID]) -> Sequence[files.StoredFile]:
    """Files that this person uploaded to the open organisation, by identifier; anybody else's are left out."""
    if not file_ids:
        return ()
    return (
        session()
        .scalars(
            select(files.StoredFile).where(
                files.StoredFile.id.in_(file_ids), files.StoredFile.added_by == current_actor().account_id
            )
        )
        .all()
    )


def add_evidence(occurrence_id: UUID, evidence: NewEvidence) -> RoadmapEvidence:
    """Put a file, a link, a document or records behind an execution, open or closed."""
    require_execution(get_occurrence(occurrence_id).item_id)
    with change() as tx:
        return _add_evidence(tx, take_occurrence(tx, occurrence_id), evidence)


def evidence_of(
    uploads: Sequence[files.StoredFile], url: str = "", title: str = "", note: str = ""
) -> list[NewEvidence]:
    """What a form with files and a link puts behind an execution."""
    found = [NewEvidence("file", file.name, file.id, note=note) for file in uploads]
    if url:
        found.append(NewEvidence("link", title, url=url, note=note))
    return found


def attach(occurrence_id: UUID, evidence: Sequence[NewEvidence]) -> None:
    """Put several things behind an execution at once."""
    require_execution(get_occurrence(occurrence_id).item_id)
    if not evidence:
        raise Refused(_("Choose a file, write a link or tick a document of the platform."), field="file")
    with change() as tx:
        occurrence = take_occurrence(tx, occurrence_id)
        for one in evidence:
            _add_evidence(tx, occurrence, one)


def remove_evidence(evidence_id: UUID, reason: str) -> None:
    """Take evidence away with a reason; the row stays in the history. The only one of a closed execution stays."""
    require("roadmap.edit")
    reason = sentence(reason, _("Say why the evidence is taken away."))
    with change() as tx:
        evidence = tx.session.get(RoadmapEvidence, (current_tenant_id(), evidence_id), with_for_update=True)
        if evidence is None or evidence.removed_at is not None:
            raise NotFound("no such evidence")
        occurrence = take_occurrence(tx, evidence.occurrence_id)
        if (
            occurrence.state == "done"
            and not occurrence.exception_reason
            and _evidence_count(occurrence) == 1
        ):
            raise Refused(_("This is the only evidence of a closed execution. Attach another one first."))
        evidence.removed_at = now()
        kept = {"item": str(occurrence.item_id), "label": occurrence.label, "title": evidence.title}
        tx.record("roadmap.evidence.removed", subject=evidence, before=kept, after=kept, note=reason)
        tx.emit("roadmap.evidence_removed", {"occurrence": str(occurrence.id)})


def get_evidence(evidence_id: UUID) -> RoadmapEvidence:
    """Evidence that stands; ``NotFound`` for a stranger's or one that was taken away."""
    require("roadmap.view")
    evidence = session().get(RoadmapEvidence, (current_tenant_id(), evidence_id))
    if evidence is None or evidence.removed_at is not None:
        raise NotFound("no such evidence")
    return evidence


def close_occurrence(
    occurrence_id: UUID, done_on: date, evidence: Sequence[NewEvidence] = (), *, seen: int | None = None
) -> RoadmapOccurrence:
    """Close an execution on a day. It needs evidence: given here or attached before."""
    require_execution(get_occurrence(occurrence_id).item_id)
    _check_day(done_on)
    with change() as tx:
        occurrence = take_open(tx, occurrence_id, seen)
        for one in evidence:
            _add_evidence(tx, occurrence, one)
        attached = _evidence_count(occurrence)
        if not attached:
            raise Refused(
                _("Closing needs evidence: attach a file, a link or a document of the platform."),
                field="file",
            )
        before = facts(occurrence)
        occurrence.state, occurrence.done_on, occurrence.exception_reason = "done", done_on, ""
        note(tx, "closed", occurrence, before=before, after={"evidence": attached})
    return occurrence


def close_without_evidence(
    occurrence_id: UUID, done_on: date, reason: str, *, seen: int | None = None
) -> RoadmapOccurrence:
    """Close an execution with a recorded exception; only the director may."""
    require("roadmap.close_without_evidence")
    _check_day(done_on)
    reason = sentence(reason, _("Say why it is closed without evidence."))
    with change() as tx:
        occurrence = take_open(tx, occurrence_id, seen)
        before = facts(occurrence)
        occurrence.state, occurrence.done_on, occurrence.exception_reason = "done", done_on, reason
        note(tx, "closed", occurrence, before=before, after={"evidence": 0}, why=reason)
    return occurrence


def reopen_occurrence(occurrence_id: UUID, reason: str, *, seen: int | None = None) -> RoadmapOccurrence:
    """Open a closed execution again; only the director may, with a reason. Its evidence stays."""
    require("roadmap.close_without_evidence")
    reason = sentence(reason, _("Say why it is opened again."))
    with change() as tx:
        occurrence = take_occurrence(tx, occurrence_id, seen)
        if occurrence.state != "done":
            raise Refused(_("This execution is not closed."))
        _reopen(tx, occurrence, reason)
    return occurrence


def may_undo_closing(occurrence: RoadmapOccurrence) -> bool:
    """Whether the actor closed this execution today, and so may take it back without the director."""
    if occurrence.state != "done":
        return False
    kind, identifier = subject_of(occurrence)
    last = session().scalar(
        select(AuditEntry)
        .where(
            AuditEntry.subject_type == kind,
            AuditEntry.subject_id == identifier,
            AuditEntry.action == "roadmap.occurrence.closed",
        )
        .order_by(AuditEntry.sequence.desc())
        .limit(1)
    )
    return last is not None and last.actor_id == current_actor().account_id and day_of(last.at) == today()


def undo_closing(occurrence_id: UUID, *, seen: int | None = None) -> RoadmapOccurrence:
    """Take back a closing on the day it was made, by the one who made it. Evidence stays."""
    require_execution(get_occurrence(occurrence_id).item_id)
    with change() as tx:
        occurrence = take_occurrence(tx, occurrence_id, seen)
        if not may_undo_closing(occurrence):
            raise Refused(_("Only the one who closed it may take it back, and on the same day."))
        _reopen(tx, occurrence, _("Closed by mistake"))
    return occurrence


def _reopen(tx: Change, occurrence: RoadmapOccurrence, reason: str) -> None:
    before = facts(occurrence)
    occurrence.state, occurrence.done_on, occurrence.exception_reason = "in_work", None, ""
    note(tx, "reopened", occurrence, before=before, why=reason)


def _add_evidence(tx: Change, occurrence: RoadmapOccurrence, evidence: NewEvidence) -> RoadmapEvidence:
    if evidence.kind not in EVIDENCE_KINDS:
        raise ValueError(f"unknown kind of evidence: {evidence.kind}")
    url = _checked_url(evidence.url) if evidence.kind == "link" else evidence.url
    actor = current_actor()
    row = tx.add(
        RoadmapEvidence(
            occurrence_id=occurrence.id,
            kind=evidence.kind,
            title=(evidence.title.strip() or url)[:_LONGEST_TITLE],
            file_id=evidence.file_id,
            url=url,
            note=evidence.note.strip(),
            added_by=actor.account_id,
            added_by_name=actor.name,
        )
    )
    tx.flush()
    tx.record(
        "roadmap.evidence.added",
        subject=row,
        after={
            "item": str(occurrence.item_id),
            "label": occurrence.label,
            "kind": row.kind,
            "title": row.title,
        },
    )
    tx.emit("roadmap.evidence_added", {"occurrence": str(occurrence.id)})
    return row


def _checked_url(url: str) -> str:
    url = url.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in url or len(url) > _LONGEST_URL:
        raise Refused(_("A link is written in full: it begins with https:// and has no spaces."), field="url")
    return url


def _evidence_count(occurrence: RoadmapOccurrence) -> int:
    session().flush()
    return (
        session().scalar(
            select(func.count())
            .select_from(RoadmapEvidence)
            .where(RoadmapEvidence.occurrence_id == occurrence.id, RoadmapEvidence.removed_at.is_(None))
        )
        or 0
    )


def _check_day(done_on: date) -> None:
    if done_on > today():
        raise Refused(_("The day of execution cannot be in the future."), field="done_on")
    if done_on < today() - _EARLIEST:
        raise Refused(_("Check the year: this was more than ten years ago."), field="done_on")
