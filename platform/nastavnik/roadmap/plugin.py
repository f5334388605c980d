# SPDX-License-Identifier: MIT
"""What the roadmap contributes: pages, menu, rights, entries of the first page, figures for the district."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from flask import url_for

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.jobs import JobFunction
from nastavnik.foundation.jobs import JobFunction
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import About, Found, NavEntry, NowCards, NowFigure, Pages, Right, TodoEntry, hook
from nastavnik.rollups.measures import Indicator, PublishedList, Tally

from . import indicators as district
from .service import board, order_uploads
from .views import blueprint

about = About(
    title=_l("Roadmap"),
    description=_l("The order's measures with dates, people, states and documents."),
    needs=("accounts", "tenants"),
)

EVERYBODY = frozenset({"director", "coordinator", "executor"})
LEADERS = frozenset({"director", "coordinator"})
DIRECTOR = frozenset({"director"})


@hook
def pages() -> Sequence[Pages]:
    """Pages of an organisation's roadmap."""
    return [Pages("tenant", blueprint)]


@hook
def rights() -> Sequence[Right]:
    """Who may do what with a roadmap."""
    return [
        Right("roadmap.view", _l("See the roadmap"), EVERYBODY),
        Right("roadmap.execute", _l("Close measures assigned to oneself"), EVERYBODY),
        Right("roadmap.edit", _l("Run the roadmap: dates, people, states"), LEADERS),
        Right("roadmap.adopt", _l("Upload an order and start its roadmap"), LEADERS),
        Right("roadmap.approve", _l("Approve a roadmap before its order is registered"), DIRECTOR),
        Right("roadmap.close_without_evidence", _l("Close a measure without evidence"), DIRECTOR),
    ]


@hook
def navigation(scope: Literal["tenant", "department"]) -> Sequence[NavEntry]:
    """One line of an organisation's menu."""
    if scope != "tenant":
        return []
    return [NavEntry(_l("Roadmap"), "roadmap.index", "map-2", order=20, right="roadmap.view")]


@hook
def now_cards() -> NowCards:
    """What is overdue and what is due within two weeks."""
    if "roadmap.view" not in current_actor().rights:
        return NowCards()
    shown = board.board(today())
    if shown is None:
        return NowCards()
    calling = [row for row in shown.rows if row.state.kind in ("overdue", "soon")]
    entries = [_entry(row) for row in calling]
    return NowCards(
        overdue=[entry for entry in entries if entry.state == "overdue"],
        soon=[entry for entry in entries if entry.state == "soon"],
        figures=[
            NowFigure(
                _l("Overdue"),
                str(shown.counts["overdue"]),
                url_for("roadmap.index", state="overdue"),
                tone="late" if shown.counts["overdue"] else "",
                icon="alert-circle" if shown.counts["overdue"] else "",
                order=10,
            ),
            NowFigure(
                _l("Due soon"),
                str(shown.counts["soon"]),
                url_for("roadmap.index", state="soon"),
                tone="soon" if shown.counts["soon"] else "",
                icon="hourglass" if shown.counts["soon"] else "",
                order=20,
            ),
            NowFigure(
                _l("Done by the roadmap"),
                _("%(done)s of %(total)s", done=shown.done, total=shown.total),
                detail=f"{round(100 * shown.done / shown.total)} %" if shown.total else "",
                order=40,
            ),
        ],
        next_due=min((row.due for row in shown.rows if row.state.open and row.due), default=None),
    )


def _entry(row: board.BoardRow) -> TodoEntry:
    return TodoEntry(
        title=row.item.title,
        url=url_for("roadmap.item", item_id=row.item.id),
        state="overdue" if row.state.kind == "overdue" else "soon",
        state_text=row.state.words,
        due=row.due,
        number=row.item.number,
        details=(row.label,) if row.label else (),
        action=_("Open"),
    )


@hook
def search(text: str) -> Sequence[Found]:
    """Measures by number or words."""
    if "roadmap.view" not in current_actor().rights:
        return []
    return [
        Found(f"{item.number} {item.title}", url_for("roadmap.item", item_id=item.id), _l("measure"))
        for item in board.find(text, most=10)
    ]


@hook
def job_kinds() -> Mapping[str, JobFunction]:
    """The archive of evidence."""
    return {service.ARCHIVE: service.make_archive}


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of this room in the journal."""
    return service.ACTS


@hook
def tallies() -> Sequence[Tally]:
    """Counts of executions and items."""
    return district.tallies()


@hook
def indicators() -> Sequence[Indicator]:
    """Figures of execution."""
    return district.indicators()


@hook
def published_lists() -> Sequence[PublishedList]:
    """Measures and their states, without persons."""
    return district.published_lists()


@hook
def job_kinds() -> Mapping[str, JobFunction]:
    """An order that takes longer to read than a person waits."""
    return {order_uploads.READ_ORDER: order_uploads.read_in_job}
