# SPDX-License-Identifier: MIT
"""The roadmap by sections, and its former editions."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request

from nastavnik.accounts import service as accounts
from nastavnik.foundation.dates import today
from nastavnik.roadmap.models import RoadmapSection
from nastavnik.roadmap.service import board as boards
from nastavnik.roadmap.service import imports, order_uploads
from nastavnik.web.access import access
from nastavnik.web.acts import Page

from .board_choice import NOBODY, STATES, Choice
from .frame import blueprint, may

ROWS = 100
"""Measures on one page."""


@blueprint.get("/")
@access(right="roadmap.view")
def index() -> Page:
    """The roadmap by sections, with filters that live in the address."""
    if any(not value for value in request.args.values()):
        return redirect(Choice.of(request.args).address)
    board = boards.board(today())
    if board is None:
        return _nothing_runs()
    choice = Choice.of(request.args)
    among = choice.among(board.rows)
    rows = choice.in_state(among)
    pages = max(1, -(-len(rows) // ROWS))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    shown = rows[(page - 1) * ROWS : page * ROWS]
    return render_template(
        "roadmap/index.html",
        board=board,
        choice=choice,
        rows=rows,
        groups=_groups(board, choice, shown),
        counts=boards.counts(among),
        among=len(among),
        states=STATES,
        nobody=NOBODY,
        page=page,
        pages=pages,
        editions=boards.editions(),
        may=may,
    )


@blueprint.get("/editions/<uuid:roadmap_id>")
@access(right="roadmap.view")
def edition(roadmap_id: UUID) -> Page:
    """A former edition, as its order had it; work goes on in the newest one."""
    board = boards.edition_board(roadmap_id, today())
    if board.roadmap.state == "running":
        return redirect(Choice().address)
    lines = boards.editions()
    return render_template(
        "roadmap/board_edition.html",
        board=board,
        line=next(one for one in lines if one.id == roadmap_id),
        editions=lines,
    )


def _nothing_runs() -> str:
    adopts = may("adopt")
    return render_template(
        "roadmap/empty.html",
        adopts=adopts,
        imports=imports.open_imports() if adopts else (),
        readings=order_uploads.readings_under_way() if adopts else (),
        members=len([one for one in accounts.members() if one.state != "blocked"]) if adopts else 0,
    )


def _groups(
    board: boards.Board, choice: Choice, rows: list[boards.BoardRow]
) -> list[tuple[RoadmapSection | None, list[boards.BoardRow]]]:
    """Rows under their sections; in the order of dates there are no sections to stand under."""
    if choice.sort:
        return [(None, rows)]
    grouped = (
        (section, [row for row in rows if row.item.section_id == section.id]) for section in board.sections
    )
    return [(section, those) for section, those in grouped if those]
