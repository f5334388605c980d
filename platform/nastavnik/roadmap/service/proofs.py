# SPDX-License-Identifier: MIT
"""What the platform itself can put behind an execution: documents made from its records, and the records as they stand.

Titles are Russian: they are names of Russian documents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from nastavnik.foundation import files
from nastavnik.foundation.change import change
from nastavnik.foundation.dates import format_date, today
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.periods import Period, Quarter
from nastavnik.foundation.scope import current_actor
from nastavnik.roadmap import documents
from nastavnik.roadmap.labels import period_of
from nastavnik.roadmap.models import RoadmapItem, RoadmapOccurrence
from nastavnik.tenants import service as tenants

from . import board as boards
from .addresses import home_path
from .approval_order import printed_edition
from .control_report import report, report_title
from .executing import NewEvidence, attach, close_occurrence
from .guarding import require_execution
from .ties import Tied

REPORT, ROADMAP, RECORDS, TIED = "report", "roadmap", "records", "tied"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something the platform can attach. ``detail`` says what it is made of."""

    code: str
    title: str
    detail: str


def offers(item: RoadmapItem, occurrence: RoadmapOccurrence, tied: Tied | None = None) -> list[Offer]:
    """What may be put behind an execution without uploading anything; ``tied`` are the records behind its measure."""
    found = [
        Offer(
            ROADMAP, _("The roadmap with states"), _("PDF as of today, made from the records of the platform")
        ),
        Offer(
            RECORDS,
            _("Records of the platform"),
            _("how much of the roadmap is done today, with a link to it"),
        ),
    ]
    if "roadmap.control" in current_actor().rights:
        period = _period(item, occurrence)
        found.insert(
            0,
            Offer(
                REPORT,
                _("Report of control, %(period)s", period=period.title),
                _("PDF with your conclusions"),
            ),
        )
    if tied is not None and tied.live.count:
        found.insert(0, Offer(TIED, str(tied.kind.title), tied.live.sentence))
    return found


def made(
    item: RoadmapItem, occurrence: RoadmapOccurrence, codes: Sequence[str], tied: Tied | None = None
) -> list[NewEvidence]:
    """Make what was ticked; files are stored at once, an unknown code is passed over."""
    require_execution(item.id)
    makers: dict[str, Callable[[RoadmapItem, RoadmapOccurrence], NewEvidence]] = {
        REPORT: _report,
        ROADMAP: _roadmap,
        RECORDS: _records,
    }
    if tied is not None:
        makers[TIED] = lambda _item, _occurrence: tied.evidence()
    offered = {offer.code for offer in offers(item, occurrence, tied)}
    return [makers[code](item, occurrence) for code in dict.fromkeys(codes) if code in offered]


def close(
    item: RoadmapItem,
    occurrence: RoadmapOccurrence,
    codes: Sequence[str],
    given: Sequence[NewEvidence],
    done_on: date,
    *,
    seen: int | None = None,
    tied: Tied | None = None,
) -> None:
    """Close an execution with what was given and what was ticked; a refusal leaves nothing made behind."""
    with change():
        close_occurrence(occurrence.id, done_on, [*given, *made(item, occurrence, codes, tied)], seen=seen)


def attach_all(
    item: RoadmapItem,
    occurrence: RoadmapOccurrence,
    codes: Sequence[str],
    given: Sequence[NewEvidence],
    tied: Tied | None = None,
) -> None:
    """Put what was given and what was ticked behind an execution."""
    with change():
        attach(occurrence.id, [*given, *made(item, occurrence, codes, tied)])


def _period(item: RoadmapItem, occurrence: RoadmapOccurrence) -> Period:
    """The period an execution is for; the quarter of today when it is for none or its own is still ahead."""
    period = period_of(item.deadline_rule, occurrence.planned_due)
    return period if period is not None and period.start <= today() else Quarter.of(today())


def _report(item: RoadmapItem, occurrence: RoadmapOccurrence) -> NewEvidence:
    period = _period(item, occurrence)
    name, data = report(period, "pdf")
    return _stored(name, data, report_title(period))


def _roadmap(_item: RoadmapItem, _occurrence: RoadmapOccurrence) -> NewEvidence:
    on = today()
    title = f"Дорожная карта, состояние на {format_date(on)}"
    with using_language(DEFAULT_LANGUAGE):
        board = _board(on)
        printed = replace(
            printed_edition(board, tenants.current_tenant().full_name, with_states=True), as_of=on
        )
        return _stored(f"{title}.pdf", documents.roadmap_pdf(printed), title)


def _records(_item: RoadmapItem, _occurrence: RoadmapOccurrence) -> NewEvidence:
    on = today()
    board = _board(on)
    done, total = sum(row.done for row in board.rows), sum(row.total for row in board.rows)
    title = f"Записи платформы на {format_date(on)}: выполнено {done} из {total} исполнений"
    return NewEvidence("records", title, url=f"{home_path()}roadmap/")


def _board(on: date) -> boards.Board:
    board = boards.board(on)
    if board is None:
        raise NotFound("no roadmap runs")
    return board


def _stored(name: str, data: bytes, title: str) -> NewEvidence:
    with change() as tx:
        file = files.store(data, name, files.PDF.media_type)
        tx.flush()
    return NewEvidence("document", title, file.id)
