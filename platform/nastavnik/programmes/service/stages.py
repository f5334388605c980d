# SPDX-License-Identifier: MIT
"""The way of a programme through the seven stages: what is missing for the next one, and the step itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.programmes.models import Programme, ProgrammeDocument, ProgrammeStage, PublicEvent
from nastavnik.programmes.reference import LAST_STAGE, PAPERS, stage_of

from .programmes import EDIT, VIEW, end_programme, get_programme


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that the next stage is not entered without. ``paper`` is the code of a document, ``endpoint`` where it
    is mended when it is not a document."""

    sentence: str
    paper: str = ""
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document of a programme to be kept: a file or an address."""

    kind: str
    title: str = ""
    number: str = ""
    dated_on: date | None = None
    file_id: UUID | None = None
    url: str = ""


def documents_of(programme_id: UUID) -> Sequence[ProgrammeDocument]:
    """Documents of a programme in the order in which they came."""
    require(VIEW)
    return (
        session()
        .scalars(
            select(ProgrammeDocument)
            .where(ProgrammeDocument.programme_id == programme_id)
            .order_by(ProgrammeDocument.created_at)
        )
        .all()
    )


def stages_of(programme_id: UUID) -> Sequence[ProgrammeStage]:
    """Stages that a programme has entered."""
    require(VIEW)
    return (
        session()
        .scalars(
            select(ProgrammeStage)
            .where(ProgrammeStage.programme_id == programme_id)
            .order_by(ProgrammeStage.stage)
        )
        .all()
    )


def missing_papers(programme: Programme) -> list[Missing]:
    """Documents of the present stage without which the next one is not entered."""
    if programme.state != "running" or not 1 <= programme.stage <= LAST_STAGE:
        return []
    held = {document.kind for document in documents_of(programme.id)}
    return [
        Missing(_("There is no document yet: %(title)s.", title=paper.title), paper=paper.code)
        for paper in stage_of(programme.stage).papers
        if paper.gate and paper.code not in held
    ]


def missing_of(programmes: Sequence[Programme]) -> Mapping[UUID, int]:
    """How many gate documents each running programme lacks for its next stage, in one query."""
    require(VIEW)
    rows = session().execute(
        select(ProgrammeDocument.programme_id, ProgrammeDocument.kind)
        .where(ProgrammeDocument.programme_id.in_([one.id for one in programmes]))
        .distinct()
    )
    held: dict[UUID, set[str]] = {one.id: set() for one in programmes}
    for programme_id, kind in rows:
        held[programme_id].add(kind)
    return {
        one.id: sum(paper.gate and paper.code not in held[one.id] for paper in stage_of(one.stage).papers)
        for one in programmes
        if 1 <= one.stage <= LAST_STAGE
    }


def get_document(document_id: UUID) -> ProgrammeDocument:
    """One document of the open organisation's programmes; ``NotFound`` for anybody else's."""
    require(VIEW)
    document = session().get(ProgrammeDocument, (current_tenant_id(), document_id))
    if document is None:
        raise NotFound("no such document")
    return document


def add_document(programme_id: UUID, given: NewDocument) -> ProgrammeDocument:
    """Keep a document of a programme."""
    require(EDIT)
    if given.kind not in PAPERS:
        raise Refused(_("Choose the kind of the document from the list."), field="kind")
    if given.file_id is None and not given.url.strip():
        raise Refused(_("Attach the file or give its address."), field="file")
    if given.url.strip() and not given.url.strip().startswith(("http://", "https://")):
        raise Refused(_("An address begins with https://."), field="url")
    with change() as tx:
        programme = get_programme(programme_id)
        document = tx.add(
            ProgrammeDocument(
                programme_id=programme.id,
                kind=given.kind,
                title=given.title.strip() or PAPERS[given.kind].title,
                number=given.number.strip(),
                dated_on=given.dated_on,
                file_id=given.file_id,
                url=given.url.strip(),
            )
        )
        tx.record("programmes.document_added", subject=programme, after={"kind": given.kind})
        tx.emit("programmes.changed", {"programme": str(programme.id)})
    return document


def remove_document(document_id: UUID) -> None:
    """Take a document out of a programme; that it was there stays in the journal."""
    require(EDIT)
    with change() as tx:
        document = tx.session.get(ProgrammeDocument, (current_tenant_id(), document_id))
        if document is None:
            raise NotFound("no such document")
        tx.record(
            "programmes.document_removed",
            subject=("programmes", document.programme_id),
            before={"kind": document.kind, "title": document.title},
        )
        tx.delete(document)
        tx.emit("programmes.changed", {"programme": str(document.programme_id)})


def start(programme_id: UUID) -> Programme:
    """Start an approved programme: it enters the first stage."""
    require(EDIT)
    with change() as tx:
        programme = get_programme(programme_id, lock=True)
        if programme.state != "approved":
            raise Refused(_("A programme starts when the director has approved it."))
        programme.state = "running"
        _enter(programme, 1)
        tx.add(ProgrammeStage(programme_id=programme.id, stage=1, entered_on=today()))
        tx.record("programmes.started", subject=programme)
        tx.emit("programmes.changed", {"programme": str(programme.id)})
    return programme


def advance(programme_id: UUID, *, also_missing: Sequence[Missing] = ()) -> Programme:
    """Enter the next stage, or complete the programme after the seventh.

    Raises ``Refused`` with what is missing. ``also_missing`` is what other rooms ask for: pairs, meetings, reports.
    """
    require(EDIT)
    with change() as tx:
        programme = get_programme(programme_id, lock=True)
        if programme.state != "running":
            raise Refused(_("Only a running programme goes from stage to stage."))
        missing = [*missing_papers(programme), *also_missing]
        if missing:
            raise Refused(" ".join(one.sentence for one in missing))
        row = tx.session.scalar(
            select(ProgrammeStage).where(
                ProgrammeStage.programme_id == programme.id, ProgrammeStage.stage == programme.stage
            )
        )
        if row is not None:
            row.left_on = today()
        if programme.stage == LAST_STAGE:
            end_programme(tx, programme, "completed")
            return programme
        before = programme.stage
        _enter(programme, before + 1)
        tx.add(ProgrammeStage(programme_id=programme.id, stage=programme.stage, entered_on=today()))
        tx.record(
            "programmes.stage_entered",
            subject=programme,
            before={"stage": before},
            after={"stage": programme.stage},
        )
        tx.emit("programmes.changed", {"programme": str(programme.id)})
    return programme


def set_results(programme_id: UUID, results: str) -> Programme:
    """Write down the reflection of the group and the results of a programme, at its last stage or after it."""
    require(EDIT)
    said = results.strip()
    if not said:
        raise Refused(_("Write down what the group says."), field="results")
    with change() as tx:
        programme = get_programme(programme_id, lock=True)
        if programme.state not in ("running", "completed") or programme.stage < LAST_STAGE:
            raise Refused(_("Results are written down at the last stage."))
        programme.results = said
        tx.record("programmes.results_written", subject=programme)
        tx.emit("programmes.changed", {"programme": str(programme.id)})
    return programme


def add_event(
    programme_id: UUID, *, title: str, held_on: date, place: str = "", url: str = ""
) -> PublicEvent:
    """Record the public event of a programme (order № 26, 4.6)."""
    require(EDIT)
    if not title.strip():
        raise Refused(_("Name the event."), field="title")
    if url.strip() and not url.strip().startswith(("http://", "https://")):
        raise Refused(_("An address begins with https://."), field="url")
    with change() as tx:
        programme = get_programme(programme_id)
        event = tx.add(
            PublicEvent(
                programme_id=programme.id,
                title=title.strip(),
                held_on=held_on,
                place=place.strip(),
                url=url.strip(),
            )
        )
        tx.record("programmes.event_added", subject=programme, after={"title": event.title, "on": held_on})
        tx.emit("programmes.changed", {"programme": str(programme.id)})
    return event


def events_of(programme_id: UUID) -> Sequence[PublicEvent]:
    """Public events of a programme."""
    require(VIEW)
    return (
        session()
        .scalars(
            select(PublicEvent).where(PublicEvent.programme_id == programme_id).order_by(PublicEvent.held_on)
        )
        .all()
    )


def _enter(programme: Programme, stage: int) -> None:
    programme.stage, programme.stage_since = stage, today()
