# SPDX-License-Identifier: MIT
"""The roadmap's share of «Что делать сейчас» and of the search, in words and addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flask import url_for

from nastavnik.foundation.dates import day_of, format_date, moment_in_words, month_name, today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.periods import Quarter
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import FirstStep, Found, NewsEntry, NowCards, NowFigure, TodoEntry

from .service.finding import find_evidence, find_items
from .service.imports import OpenImport, open_imports
from .service.now import Due, Now, leads, now_of_roadmap
from .service.now_changes import Changed, changes_of_roadmap
from .service.settings import ReminderRules, reminder_rules

ORDER = 40
MOST_FOUND = 10
_NAMED = 6
_SIGNS = {
    "roadmap.adopted": ("map-2", "done"),
    "roadmap.occurrence.closed": ("circle-check", "done"),
    "roadmap.occurrence.moved": ("arrow-forward-up", ""),
    "roadmap.occurrence.reopened": ("arrow-back-up", ""),
    "roadmap.evidence.added": ("paperclip", ""),
    "roadmap.evidence.removed": ("circle-x", ""),
    "roadmap.item.assigned": ("user", ""),
    "roadmap.item.edited": ("pencil", ""),
}


def now_cards() -> NowCards:
    """Overdue, due soon, waiting for this person, how much is done, what has changed."""
    rights = current_actor().rights
    if "roadmap.view" not in rights:
        return NowCards()
    on, found = today(), now_of_roadmap(today())
    imports = open_imports() if "roadmap.adopt" in rights else []
    waiting = [*_waiting_imports(imports), *_waiting_measures(found)]
    if found.since is None:
        return NowCards(waiting=waiting, first_steps=_first_steps(imports))
    rules = reminder_rules()
    return NowCards(
        overdue=[_overdue(one, on, rules) for one in found.overdue],
        soon=[_soon(one) for one in found.soon],
        waiting=waiting,
        figures=[_done(found)] if found.total else [],
        next_due=found.next_due,
        changes=[_news(one) for one in changes_of_roadmap()],
        actions=list(_actions(found.since, on)),
    )


def _actions(since: date, on: date) -> Iterator[tuple[str, str, str]]:
    """The calendar of this month, and for leaders the report on the last whole quarter."""
    words = _("Calendar for %(month)s", month=month_name(on.month))
    yield words, url_for("roadmap.agenda"), "calendar-event"
    quarter = Quarter.of(on).previous
    if "roadmap.control" in current_actor().rights and quarter.end >= since:
        words = _("Report for %(period)s", period=quarter.short)
        yield words, url_for("roadmap.control", period=quarter.code), "file-text"


def found(text: str) -> list[Found]:
    """At most ten answers to a search: measures first, then evidence."""
    measures = [
        Found(f"{item.number} {item.title}", url_for("roadmap.item", item_id=item.id), _("measure"))
        for item in find_items(text, most=MOST_FOUND)
    ]
    evidence = [
        Found(
            one.title,
            url_for("roadmap.item", item_id=one.item_id, execution=one.occurrence_id),
            _("a piece of evidence"),
            detail=_("measure %(number)s", number=one.number),
        )
        for one in find_evidence(text, most=MOST_FOUND - len(measures))
    ]
    return [*measures, *evidence]


def _overdue(due: Due, on: date, rules: ReminderRules) -> TodoEntry:
    may_remind = leads() and not due.mine and due.reminded != on
    return TodoEntry(
        title=due.measure,
        url=_page(due),
        state="overdue",
        state_text=due.state.words,
        due=due.due,
        number=due.number,
        details=tuple(filter(None, [_was_due(due), _moved(due), *_around(due, on, rules)])),
        action=_("Remind") if may_remind else _("Attach the evidence") if due.mine else _("Open"),
        action_icon="bell" if may_remind else "paperclip" if due.mine else "",
        action_url=url_for("roadmap.remind_one", occurrence_id=due.occurrence_id) if may_remind else "",
        posts=may_remind,
    )


def _soon(due: Due) -> TodoEntry:
    day = format_date(due.due)
    return TodoEntry(
        title=due.measure,
        url=_page(due),
        state="soon",
        state_text=due.state.words,
        due=due.due,
        number=due.number,
        details=tuple(filter(None, [_named(due, day), _moved(due), _people(due)])),
        action=_("Open"),
    )


def _page(due: Due) -> str:
    return url_for("roadmap.item", item_id=due.item_id, execution=due.occurrence_id)


def _was_due(due: Due) -> str:
    day = format_date(due.due)
    if due.title in ("", day):
        return _("the deadline was %(day)s", day=day)
    return _("%(title)s, the deadline was %(day)s", title=due.title, day=day)


def _named(due: Due, day: str) -> str:
    return day if due.title in ("", day) else f"{due.title}, {day}"


def _moved(due: Due) -> str:
    before = due.state.moved_from
    return _("moved from %(day)s", day=format_date(before)) if before else ""


def _people(due: Due) -> str:
    if not leads() or due.mine:
        return ""
    if len(due.people) > 2:
        return _("%(name)s and %(count)s more", name=due.people[0], count=len(due.people) - 1)
    return ", ".join(due.people) or _("nobody answers for it")


def _around(due: Due, on: date, rules: ReminderRules) -> Iterator[str]:
    yield _people(due)
    if due.reminded:
        yield _("reminded %(day)s", day=format_date(due.reminded))
    if (
        rules.escalate_after_days
        and "director" not in current_actor().roles
        and (on - due.due).days == rules.escalate_after_days
    ):
        yield _("the director is told of it today")


def _done(found: Now) -> NowFigure:
    return NowFigure(
        _("Done by the roadmap") if leads() else _("Done by you"),
        _("%(done)s of %(total)s", done=found.done, total=found.total),
        detail=f"{round(100 * found.done / found.total)} %",
        order=ORDER,
    )


def _waiting_imports(imports: Sequence[OpenImport]) -> Iterator[TodoEntry]:
    approves = "roadmap.approve" in current_actor().rights
    for one in imports:
        if one.waiting and not approves:
            continue
        title = _("Approve the roadmap") if one.waiting else _("Check what was read in the order")
        left = one.questions - one.solved
        questions = (
            ngettext("%(num)s question is open", "%(num)s questions are open", left) if left > 0 else ""
        )
        yield TodoEntry(
            title=title,
            url=url_for("roadmap.check", import_id=one.id),
            state="waiting",
            state_text="",
            due=day_of(one.changed_at),
            icon="file-text",
            details=tuple(
                filter(
                    None,
                    [one.file_name, ngettext("%(num)s measure", "%(num)s measures", one.items), questions],
                )
            ),
        )


def _waiting_measures(found: Now) -> Iterator[TodoEntry]:
    if found.undated:
        shown = ", ".join(found.undated[:_NAMED]) + (", …" if len(found.undated) > _NAMED else "")
        yield TodoEntry(
            title=ngettext(
                "%(num)s measure waits for its date",
                "%(num)s measures wait for their dates",
                len(found.undated),
            ),
            url=url_for("roadmap.index", state="planned"),
            state="waiting",
            state_text="",
            icon="calendar-plus",
            details=(_("by an event or somebody's schedule: %(numbers)s", numbers=shown),),
        )
    if found.unanswered:
        yield TodoEntry(
            title=ngettext(
                "%(num)s measure without anybody to remind",
                "%(num)s measures without anybody to remind",
                found.unanswered,
            ),
            url=url_for("roadmap.index", who="nobody"),
            state="waiting",
            state_text="",
            icon="user-x",
            details=(_("those who answer have no account here, so reminders come to the coordinator"),),
        )


def _first_steps(imports: Sequence[OpenImport]) -> list[FirstStep]:
    if "roadmap.adopt" not in current_actor().rights:
        return [FirstStep(_("The coordinator starts the roadmap: then your deadlines stand here"))]
    upload = url_for("roadmap.upload")
    if not imports:
        return [
            FirstStep(_("Upload the order with the roadmap"), url=upload, action=_("Upload the order")),
            FirstStep(_("Check what was read and start the roadmap")),
        ]
    check = url_for("roadmap.check", import_id=imports[0].id)
    return [
        FirstStep(_("The order is uploaded: %(name)s", name=imports[0].file_name), done=True),
        FirstStep(_("Check what was read and start the roadmap"), url=check, action=_("Check what was read")),
    ]


def _news(one: Changed) -> NewsEntry:
    icon, tone = _SIGNS.get(one.act, ("history", ""))
    words = one.words if one.count == 1 else _("%(act)s (%(count)s)", act=one.words, count=one.count)
    return NewsEntry(
        title=_("%(number)s: %(act)s", number=one.number, act=words[0].lower() + words[1:])
        if one.number
        else words,
        when=f"{moment_in_words(one.at)}, {one.who}",
        url=url_for("roadmap.item", item_id=one.item_id) if one.item_id else "",
        icon=icon,
        tone="done" if tone == "done" else "",
    )
