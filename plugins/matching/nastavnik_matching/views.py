# SPDX-License-Identifier: MIT
"""Pages of matching: the programme, its pool, the proposal with every score told, locks, and the chosen pairs proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.matches import service as matches
from nastavnik.matches.service import Proposal
from nastavnik.programmes import service as programmes
from nastavnik.programmes.service import Programme
from nastavnik.web.access import access
from nastavnik.web.acts import number_of_page

from .pool import Pool, pool_of
from .scoring import Candidate, Score, Seeker, ranked, score, what_would_change

blueprint = Blueprint("matching", __name__, template_folder="templates")

ON_A_PAGE = 50
OTHERS = 4
"""How many other mentors a line offers."""


@dataclass(frozen=True, slots=True)
class Line:
    """One proposed pair as the page shows it."""

    mentee: Seeker
    mentor: Candidate
    score: Score
    locked: bool
    hints: Sequence[str]
    others: Sequence[tuple[Candidate, Score]]


@blueprint.get("/")
@access(right="matches.edit")
def index() -> str:
    """Programmes in which pairs may be formed."""
    running = programmes.running_programmes()
    return render_template("matching/index.html", running=running, titles=programmes.form_titles(running))


@blueprint.get("/<uuid:programme_id>")
@access(right="matches.edit")
def proposal(programme_id: UUID) -> str:
    """The best assignment of the programme's pool, as the coordinator's locks allow it."""
    # scipy is heavy: it is brought in only where somebody looks at a proposal.
    from .assignment import assign

    programme = programmes.get_programme(programme_id)
    pool = pool_of(programme)
    locks = _locks(pool, request.args.getlist("lock"))
    made = assign(pool.mentors, pool.mentees, allowed=pool.allowed, locks=locks)
    mentors = {one.mentor_id: one for one in pool.mentors}
    mentees = {one.mentee_id: one for one in pool.mentees}
    ordered = sorted(made.pairs, key=lambda pair: (-pair.value, mentees[pair.mentee_id].name))
    pages = max(1, -(-len(ordered) // ON_A_PAGE))
    page = min(number_of_page(), pages)
    shown = ordered[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    waiting = [mentees[one] for one in made.waiting]
    return render_template(
        "matching/proposal.html",
        programme=programme,
        pool=pool,
        lines=[
            _line(pool, mentees[pair.mentee_id], mentors[pair.mentor_id], locked=pair.locked)
            for pair in shown
        ],
        locks=locks,
        total=len(ordered),
        page=page,
        pages=pages,
        waiting=[(one, _best(pool, one)) for one in waiting[:ON_A_PAGE]],
        waiting_total=len(waiting),
    )


@blueprint.post("/<uuid:programme_id>")
@access(right="matches.edit")
def decide(programme_id: UUID) -> Response:
    """Count again with the locks as they are ticked now, or propose the chosen pairs to both sides."""
    programme = programmes.get_programme(programme_id)
    if "propose" not in request.form:
        wanted = [*request.form.getlist("lock"), *filter(None, request.form.getlist("other"))]
        return redirect(url_for("matching.proposal", programme_id=programme.id, lock=_last(wanted)), 303)
    return _propose(programme)


def _propose(programme: Programme) -> Response:
    pool = pool_of(programme)
    mentors = {one.mentor_id: one for one in pool.mentors}
    mentees = {one.mentee_id: one for one in pool.mentees}
    done, refused = 0, []
    for mentee_id, mentor_id in _locks(pool, request.form.getlist("pair")).items():
        made = score(mentors[mentor_id], mentees[mentee_id])
        try:
            matches.propose(
                Proposal(
                    programme_id=programme.id,
                    mentor_id=mentor_id,
                    mentee_ids=(mentee_id,),
                    origin="matching",
                    grounds={"percent": made.percent, "factors": [one.sentence for one in made.factors]},
                    requests={mentee_id: pool.requests[mentee_id]} if mentee_id in pool.requests else {},
                )
            )
        except Refused as refusal:
            refused.append(refusal.message)
        else:
            done += 1
    if done:
        flash(ngettext("%(num)s pair is proposed.", "%(num)s pairs are proposed.", done))
    for sentence in refused:
        flash(sentence, "error")
    if not done and not refused:
        flash(_("Choose the pairs that are to be proposed."), "error")
        return redirect(url_for("matching.proposal", programme_id=programme.id), 303)
    back = url_for("matches.index", programme=programme.id, state="proposed")
    return redirect(url_for("matching.proposal", programme_id=programme.id) if refused else back, 303)


def _line(pool: Pool, mentee: Seeker, mentor: Candidate, *, locked: bool) -> Line:
    made = score(mentor, mentee)
    free = [one for one in pool.mentors if one.mentor_id != mentor.mentor_id and pool.allowed(one, mentee)]
    return Line(mentee, mentor, made, locked, what_would_change(made), ranked(mentee, free, most=OTHERS))


def _best(pool: Pool, mentee: Seeker) -> dict[str, Any]:
    """Why nobody was found for a mentee, and what would change it."""
    best = ranked(mentee, [one for one in pool.mentors if pool.allowed(one, mentee)], most=1)
    if not best:
        return {
            "reason": _("No free mentor is left for this mentee."),
            "hints": [_("one more mentor with a free place")],
        }
    mentor, made = best[0]
    if made.percent < 20:
        reason = _("The best of the free mentors, %(name)s, fits too little: %(percent)s of 100.")
    else:
        reason = _("%(name)s fits best (%(percent)s of 100), but is needed more by others.")
    return {
        "reason": reason % {"name": mentor.name, "percent": made.percent},
        "hints": what_would_change(made),
    }


def _locks(pool: Pool, given: Sequence[str]) -> Mapping[UUID, UUID]:
    """«mentee:mentor» of the address or the form; who is not in the pool, or may not be a pair, is left out."""
    mentors = {str(one.mentor_id): one for one in pool.mentors}
    mentees = {str(one.mentee_id): one for one in pool.mentees}
    locks: dict[UUID, UUID] = {}
    places: dict[UUID, int] = {}
    for one in given:
        mentee_key, _colon, mentor_key = one.partition(":")
        mentee, mentor = mentees.get(mentee_key), mentors.get(mentor_key)
        if mentee is None or mentor is None or not pool.allowed(mentor, mentee) or mentee.mentee_id in locks:
            continue
        if places.get(mentor.mentor_id, 0) >= mentor.free:
            continue
        places[mentor.mentor_id] = places.get(mentor.mentor_id, 0) + 1
        locks[mentee.mentee_id] = mentor.mentor_id
    return locks


def _last(given: Sequence[str]) -> list[str]:
    """Of several mentors for one mentee the last one that was chosen."""
    chosen: dict[str, str] = {}
    for one in given:
        chosen[one.partition(":")[0]] = one
    return list(chosen.values())
