# SPDX-License-Identifier: MIT
"""Pages of the roadmap."""

from __future__ import annotations

from io import BytesIO

from flask import render_template, request, send_file
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import LazyText
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.roadmap import documents
from nastavnik.roadmap.service import board as boards
from nastavnik.web.access import access

from .frame import blueprint

FILTERS: tuple[tuple[str, LazyText], ...] = (
    ("overdue", _l("Overdue")),
    ("soon", _l("Due soon")),
    ("work", _l("In work")),
    ("planned", _l("Planned")),
    ("done", _l("Done")),
    ("none", _l("Not required")),
)


@blueprint.get("/")
@access(right="roadmap.view")
def index() -> str:
    """The roadmap by sections, with filters that live in the address."""
    board = boards.board(today())
    if board is None:
        return render_template("roadmap/empty.html")
    rows = _chosen(board)
    people = sorted({name for row in board.rows for name in row.people})
    return render_template(
        "roadmap/index.html", board=board, rows=rows, people=people, filters=FILTERS, args=request.args
    )


def _chosen(board: boards.Board) -> list[boards.BoardRow]:
    words = request.args.get("q", "").casefold().strip()
    state, section, who = (request.args.get(name, "") for name in ("state", "section", "who"))
    bare = "bare" in request.args
    return [
        row
        for row in board.rows
        if (not words or words in f"{row.item.number} {row.item.title} {row.item.result}".casefold())
        and (not state or state == ("done" if row.state.kind == "late" else row.state.kind))
        and (not section or section == str(row.item.section_id))
        and (not who or who in row.people)
        and (not bare or not row.evidence)
    ]


@blueprint.get("/download/<kind>")
@access(right="roadmap.view")
def download(kind: str) -> Response:
    """The roadmap as PDF, DOCX or XLSX, with states when asked for."""
    makers = {
        "pdf": documents.roadmap_pdf,
        "docx": documents.roadmap_docx,
        "xlsx": documents.roadmap_xlsx,
    }
    board = boards.board(today())
    if board is None or kind not in makers:
        raise NotFound
    data = makers[kind](_printed(board, with_states="states" in request.args))
    return send_file(BytesIO(data), as_attachment=True, download_name=f"Дорожная карта.{kind}")


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
                        row.people,
                        row.item.result,
                        row.state.words,
                    )
                    for row in board.rows_of(section.id)
                ),
            )
            for section in board.sections
        ),
    )
