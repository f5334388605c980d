# SPDX-License-Identifier: MIT
"""What the room contributes: consents, clearances, and the rights to keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.hookspecs import (
    About,
    Erased,
    NavEntry,
    NowCards,
    Pages,
    PeriodicTask,
    PersonalData,
    PersonPart,
    Right,
    hook,
)
from nastavnik.rollups.service import Indicator, Tally

from . import cards, service, subjects
from . import indicators as district
from .views import blueprint

about = About(
    title=_l("Consents and clearances"),
    description=_l("Consents to the processing of personal data, clearances of mentors, the gate of a pair."),
    needs=("people",),
)

LEADERS = frozenset({"director", "coordinator"})
READERS = LEADERS | {"data_officer"}
"""Whoever answers demands about personal data gives out the whole file of a person."""
PSYCHOLOGIST = frozenset({"psychologist"})


@hook
def pages() -> Sequence[Pages]:
    """Consents and clearances of persons, forms of consent, the policy of the gate."""
    return [Pages("tenant", blueprint)]


@hook
def navigation(scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:
    """«Согласия на ПДн»."""
    if scope != "tenant":
        return []
    return [
        NavEntry(
            _l("Consents to personal data"),
            "consents.index",
            "shield-check",
            _l("Documents"),
            410,
            "consents.view",
        )
    ]


@hook
def now_cards() -> NowCards:
    """Consents and clearances that lack or end soon."""
    return cards.now_cards()


@hook
def periodic_tasks() -> Sequence[PeriodicTask]:
    """Every morning coordinators hear of what counts no more, and mentors are asked for their yearly word."""
    return [
        PeriodicTask("consents.lapses", service.tell_daily, at=service.LAPSES_AT),
        PeriodicTask("consents.confirm_mentors", service.ask_mentors_daily, at=service.CONFIRM_AT),
    ]


@hook
def person_parts(person_id: UUID) -> Sequence[PersonPart]:
    """Consents and the clearance of a person."""
    return cards.person_parts(person_id)


@hook
def rights() -> Sequence[Right]:
    """Who may do what with consents."""
    return [
        Right("consents.view", _l("See consents and clearances"), READERS),
        Right("consents.interview", _l("Write down results of talks with the psychologist"), PSYCHOLOGIST),
        Right("consents.keep", _l("Record and withdraw consents, record clearances"), LEADERS),
        Right(
            "consents.forms",
            _l("Change forms of consents and what is asked for before a pair starts"),
            LEADERS,
        ),
    ]


@hook
def subject_data(person_id: UUID) -> Sequence[PersonalData]:
    """Consents and clearances of a person."""
    return subjects.subject_data(person_id)


@hook
def tallies() -> Sequence[Tally]:
    """Consents and clearances that count no more."""
    return district.tallies()


@hook
def indicators() -> Sequence[Indicator]:
    """Figures of consents and clearances."""
    return district.indicators()


@hook
def erase_subject(person_id: UUID) -> Sequence[Erased]:
    """Scans, words and addresses of consents; what was noted of certificates."""
    return service.erase_person(person_id)


@hook
def merge_person(kept_id: UUID, merged_id: UUID) -> int:
    """Consents and clearances go to the one who stays."""
    return service.merge_person(kept_id, merged_id)


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of this room in the journal."""
    return {
        "consents.form_written": _l("A form of consent was put into force"),
        "consents.given": _l("A consent was given"),
        "consents.scan_attached": _l("The scan of a consent was attached"),
        "consents.withdrawn": _l("A consent was withdrawn"),
        "consents.clearance_seen": _l("A clearance was seen"),
        "consents.lapsed": _l("The term of a consent is over"),
        "consents.clearance_lapsed": _l("A clearance is to be checked anew"),
        "consents.came_of_age": _l("By age a consent is to be given anew"),
        "consents.policy_set": _l("What is asked for before a pair starts was changed"),
    }
