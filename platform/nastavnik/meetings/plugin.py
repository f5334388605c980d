# SPDX-License-Identifier: MIT
"""What the room contributes: meetings of pairs and their feedback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.hookspecs import (
    About,
    Erased,
    EvidenceKind,
    NavEntry,
    NowCards,
    Pages,
    PairPart,
    PeriodicTask,
    PersonalData,
    PersonPart,
    Right,
    StageDemand,
    hook,
)
from nastavnik.rollups.service import Indicator, Tally

from . import cards, evidence, pair_page, service, subjects
from . import indicators as district
from .own_part import own_page_part
from .views import blueprint

if TYPE_CHECKING:
    from nastavnik.foundation.outbox import Event

about = About(
    title=_l("Meetings and feedback"),
    description=_l("Meetings of pairs in the order of the model, with feedback from both sides."),
    needs=("people", "matches"),
)

LEADERS = frozenset({"director", "coordinator"})
READERS = LEADERS | {"data_officer"}
"""Whoever answers demands about personal data gives out the whole file of a person."""
PARTICIPANTS = frozenset({"mentor", "mentee"})


@hook
def pages() -> Sequence[Pages]:
    """Meetings and feedback; the public page of a personal link lies among them."""
    return [Pages("tenant", blueprint, prefix="meetings")]


@hook
def navigation(scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:
    """«Встречи»; «Мои встречи» for mentors and mentees who sign in."""
    if scope != "tenant":
        return []
    section = _l("Participants")
    return [
        NavEntry("", "desk.now", "", right="meetings.edit", count=cards.overdue_count, tone="late"),
        NavEntry(_l("My meetings"), "meetings.mine", "heart-handshake", section, 290, service.RIGHT),
        NavEntry(_l("Meetings"), "meetings.index", "message-2", section, 325, "meetings.view"),
    ]


@hook
def now_cards() -> NowCards:
    """What waits for the coordinator: calls for help, meetings to close, feedback owed, pairs that do not meet."""
    return cards.now_cards()


@hook
def person_parts(person_id: UUID) -> Sequence[PersonPart]:
    """Meetings of a person, and the person's own page."""
    return [*cards.person_parts(person_id), *own_page_part(person_id)]


@hook
def pair_parts(match_id: UUID) -> Sequence[PairPart]:
    """Stages, the next step and meetings of a pair."""
    return pair_page.pair_parts(match_id)


@hook
def stage_demands(programme_id: UUID) -> Sequence[StageDemand]:
    """No feedback is owed when a programme ends."""
    return cards.stage_demands(programme_id)


@hook
def periodic_tasks() -> Sequence[PeriodicTask]:
    """Those who owe feedback are written to once a day; coordinators hear of what reminders did not help."""
    return [PeriodicTask("meetings.remind", service.remind_daily, at=service.REMIND_AT)]


@hook
def on_event(event: Event) -> None:
    """Everybody who takes part hears of a planned, moved or cancelled meeting; coordinators of a call for help."""
    if event.kind == service.HELP:
        service.tell_of_help(UUID(event.payload["feedback"]))
    elif event.kind in ("meetings.planned", "meetings.changed"):
        service.tell_of_meeting(UUID(event.payload["meeting"]), planned=event.kind == "meetings.planned")


@hook
def rights() -> Sequence[Right]:
    """Who may do what with meetings."""
    return [
        Right("meetings.view", _l("See meetings and feedback"), READERS),
        Right(service.RIGHT, _l("See the own meetings and tell how they went"), PARTICIPANTS),
        Right("meetings.edit", _l("Plan and close meetings, gather feedback"), LEADERS),
    ]


@hook
def subject_data(person_id: UUID) -> Sequence[PersonalData]:
    """Meetings of a person's pairs and the person's feedback."""
    return subjects.subject_data(person_id)


@hook
def tallies() -> Sequence[Tally]:
    """Meetings and feedback by month."""
    return district.tallies()


@hook
def indicators() -> Sequence[Indicator]:
    """Figures of meetings."""
    return district.indicators()


@hook
def erase_subject(person_id: UUID) -> Sequence[Erased]:
    """What meetings and feedback say of a person."""
    return service.erase_person(person_id)


@hook
def merge_person(kept_id: UUID, merged_id: UUID) -> int:
    """Feedback goes to the one who stays."""
    return service.merge_person(kept_id, merged_id)


@hook
def evidence_kinds() -> Sequence[EvidenceKind]:
    """Meetings, for measure 4.4."""
    return evidence.evidence_kinds()


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of this room in the journal."""
    return {
        "meetings.planned": _l("A meeting was planned"),
        "meetings.changed": _l("A meeting was changed"),
        "meetings.held": _l("A meeting was held"),
        "meetings.closed": _l("A meeting was closed: all feedback is there"),
        "meetings.no_show": _l("A meeting did not take place"),
        "meetings.cancelled": _l("A meeting was cancelled"),
        "meetings.limit_set": _l("The limit of days without a meeting was set"),
        "meetings.feedback_given": _l("Feedback was given"),
        "meetings.feedback_excused": _l("Feedback was excused"),
        "meetings.reminded": _l("Feedback was reminded of by letter"),
        "meetings.feedback_overdue": _l("The coordinator was told that feedback is overdue"),
        "meetings.page_given": _l("A link to the own page was given"),
        "meetings.page_revoked": _l("The link to the own page was revoked"),
        "meetings.codes_made": _l("Codes for a meeting were made"),
        "meetings.calendar_made": _l("An address of the own calendar was made"),
        "meetings.calendar_revoked": _l("An address of the own calendar was revoked"),
        "meetings.told": _l("Participants were told of a meeting"),
        "meetings.help_taken_up": _l("A call for help was taken up"),
    }
