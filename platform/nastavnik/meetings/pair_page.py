# SPDX-License-Identifier: MIT
"""What the room puts on the page of a pair: its stages, the next step, meetings with the feedback of both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import render_template, url_for

from nastavnik.foundation.dates import format_date, format_datetime, today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import PairPart
from nastavnik.matches import service as matches
from nastavnik.matches.service import Match
from nastavnik.people import service as people

from . import service, words
from .service import Feedback, Meeting, next_kinds
from .words import KINDS, ORDER, word

HAPPENED = ("held", "closed")


@dataclass(frozen=True, slots=True)
class Act:
    """A button of the next step: a way to a page, or a form that is sent at once."""

    text: str
    url: str
    icon: str = ""
    posts: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What a pair waits for: words, one sentence, buttons with the main one first."""

    title: str
    text: str = ""
    acts: tuple[Act, ...] = ()


def pair_parts(match_id: UUID) -> Sequence[PairPart]:
    """Stages, the next step and meetings of a pair that an order has fixed."""
    actor = current_actor()
    match = matches.get_match(match_id)
    if "meetings.view" not in actor.rights or match.state not in matches.FIXED_STATES:
        return []
    meetings = service.meetings_of(match.id)
    feedback = service.feedback_of(meeting.id for meeting in meetings)
    names = people.names_of(row.person_id for rows in feedback.values() for row in rows)
    may = "meetings.edit" in actor.rights
    given: dict[str, Any] = {"words": words, "word": word, "may": lambda: may}
    parts = [
        PairPart(
            "stages",
            _("Stages"),
            render_template("meetings/pair_stages.html", points=stages(match, meetings)),
            place="top",
        ),
        PairPart(
            "meetings",
            _("Meetings"),
            render_template(
                "meetings/pair_meetings.html",
                match_id=match.id,
                meetings=meetings,
                feedback=feedback,
                names=names,
                is_past=service.is_past,
                over=match.state in ("completed", "ended"),
                **given,
            ),
            link=_("Plan a meeting") if may and match.state == "active" else "",
            link_url=url_for("meetings.plan", match_id=match.id) if may and match.state == "active" else "",
        ),
    ]
    step = next_step(match, meetings, feedback, names)
    if step is not None:
        html = render_template("meetings/pair_next.html", step=step, **given)
        parts.append(PairPart("step", step.title, html, place="next"))
    return parts


def stages(match: Match, meetings: Sequence[Meeting]) -> list[dict[str, Any]]:
    """The five kinds of meetings as points of a line: held, awaited, or still ahead."""
    held = [one for one in meetings if one.state in HAPPENED]
    expected = next_kinds([one.kind for one in held]) if match.state in matches.WORKING_STATES else ()
    now = expected[-1] if len(expected) > 1 and _planned(meetings, "final") else next(iter(expected), "")
    points = []
    for kind in ORDER:
        mine = [one for one in held if one.kind == kind]
        planned = _planned(meetings, kind)
        lines = []
        if mine and kind == "regular":
            lines.append(ngettext("%(num)s meeting", "%(num)s meetings", len(mine)))
        elif mine:
            lines.append(format_date(mine[0].held_on or mine[0].starts_at))
        if planned is not None:
            lines.append(_("planned for %(day)s", day=format_date(planned.starts_at)))
        elif kind == "final" and not mine and match.ends_on and expected:
            lines.append(_("until %(day)s", day=format_date(match.ends_on)))
        elif not mine and kind not in expected and _passed(kind, held):
            lines.append(_("was left out"))
        current = kind == now
        done = bool(mine) and not current
        points.append(
            {
                "icon": "circle-check" if done else "progress" if current else "calendar-event",
                "tone": "done" if done else "primary" if current else "",
                "title": word(KINDS, kind),
                "lines": lines,
                "todo": not done,
                "current": current,
            }
        )
    return points


def next_step(
    match: Match,
    meetings: Sequence[Meeting],
    feedback: Mapping[UUID, list[Feedback]],
    names: Mapping[UUID, PersonName],
) -> Step | None:
    """What the pair waits for now; ``None`` where the pair's own page knows better."""
    step = _help(match, meetings, feedback, names)
    if step is not None or match.state != "active":
        return step
    past = next((one for one in meetings if service.is_past(one)), None)
    if past is not None:
        return _close(past)
    owing = [row for one in meetings for row in feedback[one.id] if row.state == "owed"]
    if owing:
        return _gather(match, meetings, owing, names)
    planned = next((one for one in meetings if one.state == "planned"), None)
    if planned is not None:
        return _await(planned)
    held = [one.kind for one in meetings if one.state in HAPPENED]
    if "planning" in held and not matches.plan_of(match.id):
        return None
    return _plan(match, next_kinds(held))


def _help(
    match: Match,
    meetings: Sequence[Meeting],
    feedback: Mapping[UUID, list[Feedback]],
    names: Mapping[UUID, PersonName],
) -> Step | None:
    for meeting in reversed(meetings):
        for row in feedback[meeting.id]:
            if row.needs_help and row.help_seen_at is None:
                day, name = format_date(meeting.held_on or meeting.starts_at), names[row.person_id].short
                said = row.note or row.done
                return Step(
                    _("Answer the call for help"),
                    _(
                        "After the meeting of %(day)s %(name)s said: “%(words)s”.",
                        day=day,
                        name=name,
                        words=said,
                    ),
                    (
                        Act(
                            _("Take up"),
                            url_for("meetings.take_up", feedback_id=row.id),
                            "lifebuoy",
                            posts=True,
                        ),
                        Act(_("Change the plan"), url_for("matches.plan", match_id=match.id)),
                    ),
                )
    return None


def _close(meeting: Meeting) -> Step:
    return Step(
        _("Say what became of the meeting"),
        _("%(kind)s, %(when)s.", kind=word(KINDS, meeting.kind), when=format_datetime(meeting.starts_at)),
        (
            Act(_("Took place"), url_for("meetings.hold", meeting_id=meeting.id), "check"),
            Act(_("Did not take place"), url_for("meetings.not_held", meeting_id=meeting.id)),
            Act(_("Move"), url_for("meetings.change", meeting_id=meeting.id)),
        ),
    )


def _gather(
    match: Match, meetings: Sequence[Meeting], owing: Sequence[Feedback], names: Mapping[UUID, PersonName]
) -> Step:
    who = ", ".join(dict.fromkeys(names[row.person_id].short for row in owing))
    meeting_id = owing[0].meeting_id
    meeting = next(one for one in meetings if one.id == meeting_id)
    day = format_date(meeting.held_on or meeting.starts_at)
    look = Act(_("Enter for them"), url_for("meetings.meeting", meeting_id=meeting_id))
    waiting = next((row for row in owing if row.reminded_on != today()), None)
    acts: tuple[Act, ...] = (look,)
    if waiting is not None:
        fields = {"feedback": waiting.id, "pair": match.id}
        acts = (
            Act(_("Remind by letter"), url_for("meetings.remind"), "send", posts=True, fields=fields),
            look,
        )
    return Step(
        _("Gather the feedback of the meeting of %(day)s", day=day),
        _("Waited for: %(names)s. Without it the next meeting is not closed.", names=who),
        acts,
    )


def _await(meeting: Meeting) -> Step:
    return Step(
        _("Meeting on %(when)s", when=format_datetime(meeting.starts_at)),
        ", ".join(filter(None, [word(KINDS, meeting.kind), meeting.place])) + ".",
        (
            Act(_("Took place"), url_for("meetings.hold", meeting_id=meeting.id), "check"),
            Act(_("Move or change"), url_for("meetings.change", meeting_id=meeting.id)),
        )
        if meeting.starts_at.date() <= today()
        else (Act(_("Move or change"), url_for("meetings.change", meeting_id=meeting.id), "edit"),),
    )


def _plan(match: Match, kinds: Sequence[str]) -> Step:
    if not kinds:
        return Step(
            _("Complete the pair"),
            _("The final meeting has taken place, all feedback is there."),
            (Act(_("Complete the pair"), url_for("meetings.complete", match_id=match.id), "flag"),),
        )
    acts = [
        Act(
            _("Plan the meeting"),
            url_for("meetings.plan", match_id=match.id, kind=kinds[0]),
            "calendar-plus",
        )
    ]
    if "final" in kinds:
        acts.append(Act(_("Plan the final one"), url_for("meetings.plan", match_id=match.id, kind="final")))
    return Step(_("Plan the next meeting: %(kind)s", kind=word(KINDS, kinds[0]).lower()), "", tuple(acts))


def _planned(meetings: Sequence[Meeting], kind: str) -> Meeting | None:
    return next((one for one in meetings if one.kind == kind and one.state == "planned"), None)


def _passed(kind: str, held: Sequence[Meeting]) -> bool:
    return any(ORDER.index(one.kind) > ORDER.index(kind) for one in held)
