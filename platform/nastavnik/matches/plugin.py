# SPDX-License-Identifier: MIT
"""What the room contributes: pairs and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.outbox import Event
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import (
    About,
    Erased,
    EvidenceKind,
    Found,
    NavEntry,
    NowCards,
    Pages,
    PairLine,
    PeriodicTask,
    PersonalData,
    PersonPart,
    Right,
    StageDemand,
    hook,
)
from nastavnik.rollups.service import Indicator, Tally

from . import cards, evidence, service, subjects
from . import indicators as district
from .views import blueprint

about = About(
    title=_l("Pairs and groups"),
    description=_l("Pairs and groups: agreed to by both sides, fixed by an order, run to the end."),
    needs=("people", "consents", "programmes"),
)

LEADERS = frozenset({"director", "coordinator"})
READERS = LEADERS | {"data_officer"}
"""Whoever answers demands about personal data gives out the whole file of a person."""


@hook
def pages() -> Sequence[Pages]:
    """Pairs, their answers, orders and plans; the public page of a personal link lies among them."""
    return [Pages("tenant", blueprint, prefix="pairs")]


@hook
def navigation(scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:
    """«Пары и группы»."""
    if scope != "tenant":
        return []
    return [
        NavEntry(
            _l("Pairs and groups"),
            "matches.index",
            "heart-handshake",
            _l("Participants"),
            320,
            "matches.view",
        ),
        NavEntry(
            _l("Register of participants"),
            "matches.register",
            "list-details",
            _l("Indicators"),
            510,
            "matches.register",
        ),
    ]


@hook
def now_cards() -> NowCards:
    """What lapsed, what waits for an order, who declined."""
    return cards.now_cards()


@hook
def person_parts(person_id: UUID) -> Sequence[PersonPart]:
    """Pairs of a person."""
    return cards.person_parts(person_id)


@hook
def programme_parts(programme_id: UUID) -> Sequence[PersonPart]:
    """How the pairs went, thanks to mentors and the closing report, at the last stage."""
    return cards.programme_parts(programme_id)


@hook
def on_event(event: Event) -> None:
    """A consent to publication is withdrawn: stories of the person are taken off."""
    if event.kind == "consents.withdrawn" and event.payload.get("purpose") == "publication":
        service.take_off_stories_of(UUID(event.payload["person"]))


@hook
def stage_demands(programme_id: UUID) -> Sequence[StageDemand]:
    """Pairs fixed by an order before the work begins; no open pair when the programme ends."""
    return cards.stage_demands(programme_id)


@hook
def search(text: str) -> Sequence[Found]:
    """Pairs and groups by the names of those in them."""
    if "matches.view" not in current_actor().rights:
        return []
    return cards.found(text)


@hook
def periodic_tasks() -> Sequence[PeriodicTask]:
    """The gate is asked about running pairs every morning."""
    return [PeriodicTask("matches.recheck", service.recheck_daily, at=service.RECHECK_AT)]


@hook
def rights() -> Sequence[Right]:
    """Who may do what with pairs."""
    return [
        Right("matches.register", _l("See the personal register of a quarter and take it out"), LEADERS),
        Right("matches.view", _l("See pairs and groups"), READERS),
        Right("matches.edit", _l("Form pairs, fix them by an order, run and end them"), LEADERS),
    ]


@hook
def subject_data(person_id: UUID) -> Sequence[PersonalData]:
    """Pairs and groups of a person, answers to them."""
    return subjects.subject_data(person_id)


@hook
def tallies() -> Sequence[Tally]:
    """Counts of people at work, of pairs and of groups."""
    return district.tallies()


@hook
def indicators() -> Sequence[Indicator]:
    """Figures of pairs and groups, I1–I3 among them."""
    return district.indicators()


@hook
def register_pairs(
    register: Literal["mentors", "mentees"], line_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[PairLine]]:
    """Pairs fixed by an order, for the official forms of the registers."""
    return service.register_pairs(register, line_ids)


@hook
def erase_subject(person_id: UUID) -> Sequence[Erased]:
    """What pairs, plans, answers and stories say of a person."""
    return service.erase_person(person_id)


@hook
def merge_person(kept_id: UUID, merged_id: UUID) -> int:
    """Pairs, memberships and answers go to the one who stays."""
    return service.merge_person(kept_id, merged_id)


@hook
def evidence_kinds() -> Sequence[EvidenceKind]:
    """Pairs, for measures 4.3 and 5.1."""
    return evidence.evidence_kinds()


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of this room in the journal."""
    return {
        "matches.register_read": _l("The personal register was opened"),
        "matches.proposed": _l("A pair was proposed"),
        "matches.answered": _l("An answer to a pair was given"),
        "matches.agreed": _l("Everybody agreed to a pair"),
        "matches.declined": _l("A pair was declined"),
        "matches.order_drafted": _l("An order on pairs was drafted"),
        "matches.asked": _l("Answers to a pair were asked for"),
        "matches.order_dropped": _l("A draft of an order on pairs was thrown away"),
        "matches.lapsed": _l("Something has lapsed in a pair"),
        "matches.restored": _l("What had lapsed in a pair was put right"),
        "matches.order_signed": _l("An order on pairs was signed"),
        "matches.activated": _l("A pair was fixed by the order"),
        "matches.paused": _l("A pair was paused"),
        "matches.resumed": _l("A pair goes on"),
        "matches.ended": _l("A pair was ended early"),
        "matches.replaced": _l("A pair was handed to another mentor"),
        "matches.completed": _l("A pair was completed"),
        "matches.story_written": _l("The story of a pair was written"),
        "matches.story_published": _l("The story of a pair was published"),
        "matches.story_taken_off": _l("The story of a pair was taken off"),
        "matches.goal_set": _l("The goal of a pair was written down"),
        "matches.task_added": _l("A task was added to a pair's plan"),
        "matches.task_changed": _l("A task of a pair's plan was changed"),
        "matches.task_removed": _l("A task was taken out of a pair's plan"),
    }
