# SPDX-License-Identifier: MIT
"""What the room contributes: programmes of mentoring and their stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import (
    About,
    Erased,
    EvidenceKind,
    Found,
    NavEntry,
    NowCards,
    Pages,
    PersonalData,
    Right,
    hook,
)
from nastavnik.rollups.service import Indicator, Tally

from . import cards, evidence, service, subjects
from . import indicators as district
from .views import blueprint

about = About(
    title=_l("Programmes"),
    description=_l("Programmes of mentoring in five forms, through the seven stages of the target model."),
    needs=("people", "consents"),
)

LEADERS = frozenset({"director", "coordinator"})
READERS = LEADERS | {"data_officer"}
"""Whoever answers demands about personal data gives out the whole file of a person."""


@hook
def pages() -> Sequence[Pages]:
    """The register of programmes, the board by stages, a programme's page."""
    return [Pages("tenant", blueprint)]


@hook
def navigation(scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:
    """«Программы»."""
    if scope != "tenant":
        return []
    return [
        NavEntry(_l("Programmes"), "programmes.index", "stairs", _l("Participants"), 330, "programmes.view")
    ]


@hook
def now_cards() -> NowCards:
    """Drafts that wait for the director, and programmes stuck in a stage."""
    return cards.now_cards()


@hook
def search(text: str) -> Sequence[Found]:
    """Programmes by title."""
    if "programmes.view" not in current_actor().rights:
        return []
    return cards.found(text)


@hook
def rights() -> Sequence[Right]:
    """Who may do what with programmes."""
    return [
        Right("programmes.view", _l("See programmes"), READERS),
        Right("programmes.edit", _l("Keep programmes, their documents and stages"), LEADERS),
        Right("programmes.approve", _l("Approve programmes"), frozenset({"director"})),
    ]


@hook
def subject_data(person_id: UUID) -> Sequence[PersonalData]:
    """Programmes in which a person takes part."""
    return subjects.subject_data(person_id)


@hook
def tallies() -> Sequence[Tally]:
    """Programmes by stage and form."""
    return district.tallies()


@hook
def indicators() -> Sequence[Indicator]:
    """Figures of programmes."""
    return district.indicators()


@hook
def erase_subject(person_id: UUID) -> Sequence[Erased]:
    """Mentions in the texts of programmes the person takes part in."""
    return service.erase_person(person_id)


@hook
def merge_person(kept_id: UUID, merged_id: UUID) -> int:
    """Taking part goes to the one who stays."""
    return service.merge_person(kept_id, merged_id)


@hook
def evidence_kinds() -> Sequence[EvidenceKind]:
    """Programmes, for measures 2.3 and 4.6."""
    return evidence.evidence_kinds()


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of this room in the journal."""
    return {
        "programmes.added": _l("A programme was begun"),
        "programmes.edited": _l("A programme was changed"),
        "programmes.approved": _l("A programme was approved"),
        "programmes.started": _l("A programme was started"),
        "programmes.stage_entered": _l("A programme entered its next stage"),
        "programmes.completed": _l("A programme was completed"),
        "programmes.cancelled": _l("A programme was cancelled"),
        "programmes.continued": _l("A programme was continued"),
        "programmes.joined": _l("A person was brought into a programme"),
        "programmes.document_added": _l("A document was added to a programme"),
        "programmes.document_removed": _l("A document was taken out of a programme"),
        "programmes.results_written": _l("Results of a programme were written down"),
        "programmes.event_added": _l("A public event was recorded"),
        "programmes.form_added": _l("A form of mentoring was added"),
        "programmes.form_retired": _l("A form of mentoring was taken out of use"),
    }
