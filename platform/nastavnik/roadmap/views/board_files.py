# SPDX-License-Identifier: MIT
"""The roadmap to take away: in the columns of its order, as a list to count in, and the order itself."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import request, send_file
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import today
from nastavnik.foundation.files import get_file
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.roadmap import documents
from nastavnik.roadmap.service import board as boards
from nastavnik.web.access import access
from nastavnik.web.pages import download as stored
from nastavnik.web.spreadsheet import Column, spreadsheet

from .board_choice import Choice
from .frame import blueprint

MAKERS = {
    "docx": documents.roadmap_docx,
    "pdf": documents.roadmap_pdf,
    "xlsx": documents.roadmap_xlsx,
}
LIST_COLUMNS = (
    Column(_l("No."), 8),
    Column(_l("Measure"), 60),
    Column(_l("Section"), 40),
    Column(_l("Deadline by the order"), 28),
    Column(_l("Nearest deadline"), 16),
    Column(_l("State"), 26),
    Column(_l("Responsible"), 30),
    Column(_l("Result. Kind of document"), 44),
    Column(_l("Evidence"), 14),
    Column(_l("Done"), 12),
    Column(_l("Executions in all"), 12),
)


@blueprint.get("/editions/<uuid:roadmap_id>/order")
@access(right="roadmap.view")
def order_file(roadmap_id: UUID) -> Response:
    """The order of an edition as it was uploaded."""
    roadmap = boards.get_edition(roadmap_id)
    if roadmap.file_id is None:
        raise NotFound
    return stored(get_file(roadmap.file_id))


@blueprint.get("/download/<kind>")
@access(right="roadmap.view")
def download(kind: str) -> Response:
    """The running edition as PDF, DOCX or XLSX, with states when asked for."""
    # A document of a Russian institution is in Russian, whatever language its reader has chosen for the pages.
    with using_language(DEFAULT_LANGUAGE):
        return _on_paper(boards.board(today()), kind, with_states="states" in request.args)


@blueprint.get("/editions/<uuid:roadmap_id>/download/<kind>")
@access(right="roadmap.view")
def download_edition(roadmap_id: UUID, kind: str) -> Response:
    """A former edition as PDF, DOCX or XLSX: what the order said."""
    with using_language(DEFAULT_LANGUAGE):
        return _on_paper(boards.edition_board(roadmap_id, today()), kind, with_states=False)


@blueprint.get("/list.xlsx")
@access(right="roadmap.view")
def download_list() -> Response:
    """The chosen measures as a list to count in: dates are dates, numbers are numbers."""
    board = boards.board(today())
    if board is None:
        raise NotFound
    choice = Choice.of(request.args)
    sections = {section.id: section for section in board.sections}
    rows = choice.in_state(choice.among(board.rows))
    return spreadsheet(
        _("Measures"),
        LIST_COLUMNS,
        (
            (
                row.item.number,
                row.item.title,
                f"{sections[row.item.section_id].number}. {sections[row.item.section_id].title}",
                row.item.deadline_text,
                row.due,
                row.state.words,
                ", ".join(row.names),
                row.item.result,
                row.evidence,
                row.done,
                row.total,
            )
            for row in rows
        ),
        file_name=f"Мероприятия {today():%d.%m.%Y}.xlsx",
        about=(
            (_l("Roadmap"), board.roadmap.title),
            (_l("As of"), today()),
            (_l("Chosen"), choice.sentence(board) or _("all measures")),
            (_l("Measures"), len(rows)),
        ),
    )


def _on_paper(board: boards.Board | None, kind: str, *, with_states: bool) -> Response:
    if board is None or kind not in MAKERS:
        raise NotFound
    data = MAKERS[kind](_printed(board, with_states=with_states))
    name = f"Дорожная карта, состояние на {today():%d.%m.%Y}" if with_states else "Дорожная карта"
    response = send_file(BytesIO(data), as_attachment=True, download_name=f"{name}.{kind}")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _printed(board: boards.Board, *, with_states: bool) -> documents.PrintedRoadmap:
    roadmap = board.roadmap
    return documents.PrintedRoadmap(
        title=roadmap.title,
        organisation=roadmap.organisation,
        order_number=roadmap.order_number,
        order_date=roadmap.order_date,
        as_of=today() if with_states else None,
        sections=tuple(
            documents.PrintedSection(
                section.number,
                section.title,
                tuple(
                    documents.PrintedItem(
                        row.item.number,
                        row.item.title,
                        row.item.deadline_text,
                        row.names,
                        row.item.result,
                        row.state.words,
                    )
                    for row in board.rows_of(section.id)
                ),
            )
            for section in board.sections
        ),
    )
