# SPDX-License-Identifier: MIT
"""What the room puts on the first page and on the page of a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from flask import render_template, url_for

from nastavnik.foundation.dates import format_date, today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import Found, NowCards, PersonPart, StageDemand, TodoEntry
from nastavnik.people import service as people
from nastavnik.people.service import Listing
from nastavnik.programmes import service as programmes

from . import service, words
from .service import Pair, PairFilter

RECENT = timedelta(days=14)
"""So long a refusal asks for another pair on the first page."""
FORMING = 5
"""The stage in which pairs are formed."""
MOST_DECLINED = 10
MOST_LAPSED = 5
"""So many lapsed pairs stand on the first page by name; the rest behind one line."""
MOST_FOUND = 10


def now_cards() -> NowCards:
    """Pairs in which something has lapsed, pairs that wait for an order, and refusals nobody has answered yet."""
    if "matches.edit" not in current_actor().rights:
        return NowCards()
    return NowCards(
        overdue=_lapsed(),
        waiting=[*_orders(), *_refusals()],
    )


def _lapsed() -> list[TodoEntry]:
    lapsed = service.lapsed_pairs()
    entries = [
        TodoEntry(
            _("Pair: %(pair)s", pair=pair.title),
            _url(pair),
            "overdue",
            _("Must stop"),
            icon="heart-handshake",
            details=(wrong[0].sentence,),
            action=_("Put it right"),
        )
        for pair, wrong in lapsed[:MOST_LAPSED]
    ]
    left = len(lapsed) - MOST_LAPSED
    if left > 0:
        entries.append(
            TodoEntry(
                ngettext(
                    "%(num)s more pair must stop until something is put right",
                    "%(num)s more pairs must stop until something is put right",
                    left,
                ),
                url_for("matches.index", state="lapsed"),
                "overdue",
                _("Must stop"),
                icon="heart-handshake",
                action=_("Look at the pairs"),
            )
        )
    return entries


def _orders() -> list[TodoEntry]:
    entries = []
    waiting = service.waiting_for_order()
    if waiting:
        entries.append(
            TodoEntry(
                ngettext(
                    "%(num)s pair waits for the order that fixes it",
                    "%(num)s pairs wait for the order that fixes them",
                    len(waiting),
                ),
                url_for("matches.orders"),
                "waiting",
                _("Everybody agrees"),
                icon="file-text",
                details=(_("Everybody agrees"),),
                action=_("Make the draft"),
            )
        )
    entries += [
        TodoEntry(
            _("The order on pairs waits for its number and date"),
            url_for("matches.order", order_id=order.id),
            "waiting",
            _("Draft of %(day)s", day=format_date(order.created_at)),
            icon="file-text",
            details=(_("Draft of %(day)s", day=format_date(order.created_at)),),
            action=_("Record the order"),
        )
        for order in service.orders()
        if order.state == "draft"
    ]
    return entries


def _refusals() -> list[TodoEntry]:
    """Pairs declined lately whose mentees have no other pair yet."""
    declined = service.declined_since(today() - RECENT, most=MOST_DECLINED)
    busy = service.paired(member.mentee.id for pair in declined for member in pair.members)
    return [
        TodoEntry(
            _("Pair: %(pair)s", pair=pair.title),
            _url(pair),
            "waiting",
            _("Declined"),
            icon="heart-handshake",
            details=(_("Declined"), _("Choose another mentor")),
            action=_("Choose another mentor"),
        )
        for pair in declined
        if not any(busy[member.mentee.id] for member in pair.members)
    ]


def stage_demands(programme_id: UUID) -> list[StageDemand]:
    """Stage 6 is not entered without a pair fixed by an order, the end not reached with a pair that is open (Р-145)."""
    stage = programmes.get_programme(programme_id).stage
    counts = service.match_counts(programme_id)
    if stage == FORMING and not any(counts.get(state) for state in service.FIXED_STATES):
        return [
            StageDemand(
                _("No pair of the programme is fixed by an order yet."),
                url_for("matches.index", programme=programme_id),
                _("Look at the pairs"),
            )
        ]
    left = sum(counts.get(state, 0) for state in service.OPEN_STATES)
    if stage == programmes.LAST_STAGE and left:
        return [
            StageDemand(
                ngettext(
                    "%(num)s pair has not been completed.", "%(num)s pairs have not been completed.", left
                ),
                url_for("matches.index", programme=programme_id, state="active"),
                _("Look at the pairs"),
            )
        ]
    return []


def found(text: str) -> list[Found]:
    """At most ten pairs for the search box."""
    return [
        Found(pair.title, _url(pair), _("pair"), words.word(words.STATES, pair.match.state))
        for pair in service.pairs(PairFilter(text=text, listing=Listing(size=MOST_FOUND))).rows
    ]


def person_parts(person_id: UUID) -> Sequence[PersonPart]:
    """Pairs of a person, as a mentor and as a mentee."""
    if "matches.view" not in current_actor().rights:
        return []
    mentor, mentee = people.mentor_of(person_id), people.mentee_of(person_id)
    mine: list[Pair] = []
    if mentor is not None:
        mine += service.pairs(PairFilter(mentor_id=mentor.id)).rows
    if mentee is not None:
        mine += service.pairs(PairFilter(mentee_id=mentee.id)).rows
    if not mine:
        return []
    html = render_template(
        "matches/person_part.html",
        pairs=sorted(mine, key=lambda pair: pair.match.proposed_on, reverse=True),
        titles=programmes.titles_of(pair.match.programme_id for pair in mine),
        words=words,
        word=words.word,
    )
    return [PersonPart("pairs", _("Pairs and groups"), html, order=50)]


def _url(pair: Pair) -> str:
    return url_for("matches.pair", match_id=pair.id)


def programme_parts(programme_id: UUID) -> Sequence[PersonPart]:
    """Completion of a programme that has come to its last stage."""
    if "matches.view" not in current_actor().rights:
        return []
    programme = programmes.get_programme(programme_id)
    if programme.state not in ("running", "completed") or programme.stage < programmes.LAST_STAGE:
        return []
    pairs = service.pairs_of_programme(programme.id)
    finished = [pair for pair in pairs if pair.match.state == "completed"]
    html = render_template(
        "matches/part_closing.html",
        programme_id=programme.id,
        pairs=pairs,
        finished=finished,
        done=len(finished),
        early=sum(pair.match.state == "ended" for pair in pairs),
    )
    return [PersonPart("closing", _("Completion"), html, order=10)]
