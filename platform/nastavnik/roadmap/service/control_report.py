# SPDX-License-Identifier: MIT
"""Контрольно-аналитическая справка: what a person wrote about a period, the document, and its place as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation import files
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.periods import Period
from nastavnik.foundation.scope import current_actor, require
from nastavnik.roadmap import documents
from nastavnik.roadmap.models import (
    Roadmap,
    RoadmapControlNote,
    RoadmapEvidence,
    RoadmapItem,
    RoadmapOccurrence,
)
from nastavnik.roadmap.states import OPEN
from nastavnik.tenants import service as tenants

from .control import Control, control
from .control_printing import Conclusions, control_report
from .executing import NewEvidence, add_evidence
from .guarding import Overtaken, overtaken
from .people import by_account, people

MAKERS = {
    "pdf": (documents.report_pdf, files.PDF),
    "docx": (documents.report_docx, files.DOCX),
}
LONGEST = 6000


@dataclass(frozen=True, slots=True)
class Target:
    """An execution the report may stand behind; ``fits`` says that its measure is one of control."""

    occurrence: RoadmapOccurrence
    item: RoadmapItem
    fits: bool


def conclusions(period: Period) -> Conclusions:
    """What was written for the report of a period."""
    require("roadmap.control")
    row = _note(period)
    return Conclusions(row.results, row.problems, row.tasks, row.version) if row else Conclusions()


def keep_conclusions(period: Period, written: Conclusions, *, seen: int | None = None) -> None:
    """Keep what was written; ``seen`` is the version that the form was filled in over."""
    require("roadmap.control")
    texts = {name: getattr(written, name).strip() for name in ("results", "problems", "tasks")}
    for name, text in texts.items():
        if len(text) > LONGEST:
            raise Refused(_("At most %(most)s characters fit here.", most=LONGEST), field=name)
    with change() as tx:
        row = tx.session.scalars(
            select(RoadmapControlNote)
            .where(RoadmapControlNote.period == period.code)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one_or_none()
        if row is None:
            if not any(texts.values()):
                return
            row = tx.add(RoadmapControlNote(period=period.code, results="", problems="", tasks=""))
        elif seen is not None and seen != row.version:
            raise Overtaken(overtaken(row), row.version)
        before = {name: getattr(row, name) for name in texts}
        if before == texts:
            return
        for name, text in texts.items():
            setattr(row, name, text)
        tx.record(
            "roadmap.control.written", subject=row, before=before, after={**texts, "period": period.code}
        )


def report(period: Period, kind: str) -> tuple[str, bytes]:
    """The report of a period as «pdf» or «docx»: the file's name and its bytes. ``NotFound`` while nothing runs."""
    # A document of a Russian institution is in Russian, whatever language its reader has chosen for the pages.
    with using_language(DEFAULT_LANGUAGE):
        shown = control(period, today())
        if shown is None or kind not in MAKERS:
            raise NotFound("no roadmap runs, or no such format")
        return f"{report_title(period)}.{kind}", MAKERS[kind][0](_printed(shown))


def report_title(period: Period) -> str:
    """«Контрольно-аналитическая справка за III квартал 2024 г.», in Russian as the document itself."""
    with using_language(DEFAULT_LANGUAGE):
        return f"Контрольно-аналитическая справка, {period.title}".replace("\N{NO-BREAK SPACE}", " ")


def targets() -> Sequence[Target]:
    """Open executions and those closed within the running edition that a report may confirm; control first."""
    require("roadmap.control")
    rows = session().execute(
        select(RoadmapOccurrence, RoadmapItem)
        .join(RoadmapItem, RoadmapItem.id == RoadmapOccurrence.item_id)
        .join(Roadmap, Roadmap.id == RoadmapItem.roadmap_id)
        .where(Roadmap.state == "running", RoadmapOccurrence.state.in_(OPEN))
        .order_by(RoadmapItem.position, RoadmapOccurrence.due)
    )
    found = [Target(one, item, is_of_control(item)) for one, item in rows]
    return sorted(found, key=lambda one: not one.fits)


def is_of_control(item: RoadmapItem) -> bool:
    """Whether a measure is about control: «Контроль реализации …», «контрольно-аналитические материалы»."""
    return any(word in f"{item.title} {item.result}".casefold() for word in ("контрол", "справк"))


def attach_report(period: Period, occurrence_id: UUID, kind: str) -> RoadmapEvidence:
    """Make the report of a period and put it behind an execution as a document of the platform."""
    require("roadmap.control")
    name, data = report(period, kind)
    with change() as tx:
        file = files.store(data, name, MAKERS[kind][1].media_type)
        tx.flush()
        return add_evidence(occurrence_id, NewEvidence("document", report_title(period), file.id))


def _note(period: Period) -> RoadmapControlNote | None:
    return session().scalar(select(RoadmapControlNote).where(RoadmapControlNote.period == period.code))


def _printed(shown: Control) -> documents.PrintedReport:
    tenant, head = tenants.current_tenant(), tenants.director()
    actor = current_actor()
    member = by_account(people()).get(actor.account_id) if actor.account_id else None
    signatures = [(head.post, head.name.signature)]
    if member is not None and not member.name.matches(head.name):
        signatures.insert(0, (member.post, member.name.signature))
    return control_report(
        shown,
        conclusions(shown.period),
        organisation=tenant.full_name,
        place=tenant.place,
        signatures=[(post[:1].upper() + post[1:], name) for post, name in signatures if name],
    )
