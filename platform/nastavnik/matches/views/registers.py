# SPDX-License-Identifier: MIT
"""The list of pairs and groups, and the same as a workbook."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.matches import service
from nastavnik.matches.service import PairFilter
from nastavnik.matches.words import END_REASONS, STATES, word
from nastavnik.people.service import Listing
from nastavnik.programmes import service as programmes
from nastavnik.web.access import access
from nastavnik.web.acts import number_of_page
from nastavnik.web.spreadsheet import Column, spreadsheet

from .frame import blueprint, identifier

COLUMNS = (
    Column(_l("Mentor"), 32),
    Column(_l("Mentees"), 40),
    Column(_l("Group"), 24),
    Column(_l("Programme"), 36),
    Column(_l("State"), 22),
    Column(_l("Proposed on"), 14),
    Column(_l("Works since"), 14),
    Column(_l("Works until"), 14),
    Column(_l("Ended on"), 14),
    Column(_l("Why it ended"), 26),
    Column(_l("Goal"), 50),
)


@blueprint.get("/")
@access(right="matches.view")
def index() -> str:
    """Pairs and groups with their states."""
    wanted = _filter(Listing(request.args.get("sort", "name")[:20], number_of_page()))
    page = service.pairs(wanted)
    return render_template(
        "matches/index.html",
        page=page,
        wanted=wanted,
        counts=service.match_counts(),
        titles=programmes.titles_of(pair.match.programme_id for pair in page.rows),
        programmes=programmes.titles(),
        filtered=any(request.args.get(name) for name in ("q", "state", "programme")),
    )


@blueprint.get("/list.xlsx")
@access(right="matches.view")
def index_xlsx() -> Response:
    """The list as a workbook; the filter of the page narrows it."""
    rows = service.pairs(_filter(Listing(size=0))).rows
    titles = programmes.titles_of(pair.match.programme_id for pair in rows)
    return spreadsheet(
        _("Pairs and groups"),
        COLUMNS,
        (
            (
                pair.mentor_name.full,
                ", ".join(member.name.full for member in pair.members),
                pair.match.group_title,
                titles[pair.match.programme_id],
                word(STATES, pair.match.state),
                pair.match.proposed_on,
                pair.match.starts_on,
                pair.match.ends_on,
                pair.match.ended_on,
                word(END_REASONS, pair.match.end_reason) if pair.match.end_reason else "",
                pair.match.goal,
            )
            for pair in rows
        ),
        file_name=f"pairs-{today():%Y-%m-%d}.xlsx",
    )


def _filter(listed: Listing) -> PairFilter:
    args = request.args
    state = args.get("state", "")
    lapsed = state == "lapsed"
    return PairFilter(
        text=args.get("q", "").strip()[:100],
        state=state if state in STATES or state == "open" else "",
        programme_id=identifier(args.get("programme")),
        only=frozenset(pair.id for pair, _wrong in service.lapsed_pairs()) if lapsed else None,
        listing=listed,
    )
