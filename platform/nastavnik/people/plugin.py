# SPDX-License-Identifier: MIT
"""What the room contributes: the registers of mentors and mentees, and the rights to the people in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

import click
from flask import url_for

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.jobs import JobFunction
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
    PersonalData,
    PersonPart,
    Right,
    hook,
)
from nastavnik.rollups.service import Indicator, PublishedList, Tally

from . import cards, evidence, service, subjects
from . import indicators as district
from .views import blueprint
from .words import KINDS, word

about = About(
    title=_l("People"),
    description=_l("Registers of mentors and mentees, their requests and representatives."),
    needs=("accounts", "tenants"),
)

LEADERS = frozenset({"director", "coordinator"})
COORDINATOR = frozenset({"coordinator"})
PSYCHOLOGIST = frozenset({"psychologist"})
DATA_OFFICERS = frozenset({"director", "data_officer"})


@hook
def pages() -> Sequence[Pages]:
    """The registers, cards of persons, and the way in from a spreadsheet."""
    return [Pages("tenant", blueprint)]


@hook
def navigation(scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:
    """«Наставники», «Наставляемые», «Запросы о ПДн»."""
    if scope != "tenant":
        return []
    section = _l("Participants")
    return [
        NavEntry(_l("Mentors"), "people.mentors", "user-check", section, 300, "people.view"),
        NavEntry(_l("Mentees"), "people.mentees", "school", section, 310, "people.view"),
        NavEntry(
            _l("Numbers in all"), "people.population", "target", _l("Indicators"), 500, "people.population"
        ),
        NavEntry(
            _l("Demands about personal data"),
            "people.rights",
            "shield-lock",
            _l("Documents"),
            420,
            "people.rights",
        ),
    ]


@hook
def now_cards() -> NowCards:
    """Demands about personal data whose day is near, and data to be destroyed."""
    return cards.now_cards()


@hook
def on_event(event: Event) -> None:
    """Bytes of destroyed files are off the disk, whatever happened after the commit."""
    if event.kind == "people.destroyed":
        service.destruction.sweep_files(event.payload.get("files", []))


@hook
def search(text: str) -> Sequence[Found]:
    """People by name, for those who see the registers."""
    if "people.view" not in current_actor().rights:
        return []
    return [
        Found(
            service.name_of(person).full,
            url_for("people.card", person_id=person.id),
            _("person"),
            ", ".join(filter(None, [word(KINDS, person.kind), person.post])),
        )
        for person in service.find_people(text)
    ]


@hook
def rights() -> Sequence[Right]:
    """Who may do what with people."""
    return [
        Right("people.view", _l("See people of the registers"), LEADERS | DATA_OFFICERS | PSYCHOLOGIST),
        Right("people.edit", _l("Keep the registers: people, profiles, requests"), LEADERS),
        Right("people.export", _l("Take the registers out as files"), LEADERS),
        Right("people.population", _l("Type how many pupils and teachers there are in all"), LEADERS),
        Right("people.rights", _l("Answer demands of people about their own data"), LEADERS | DATA_OFFICERS),
        Right("people.destroy", _l("Destroy the data of a person, with an act"), DATA_OFFICERS),
        Right("people.psychology", _l("Keep notes that nobody else reads"), PSYCHOLOGIST),
        Right("people.import", _l("Bring people in from a spreadsheet"), LEADERS),
    ]


@hook
def person_parts(person_id: UUID) -> Sequence[PersonPart]:
    """The way to the person's rights to their data, and to the psychologist's own notes."""
    return cards.person_parts(person_id)


@hook
def personal_data(account_id: UUID) -> PersonalData:
    """Notes of the psychologist, for the person they are about and nobody else."""
    rows = service.psychology.notes_about_account(account_id)
    return PersonalData(_("Notes of the psychologist"), subjects.notes(rows))


@hook
def subject_data(person_id: UUID) -> Sequence[PersonalData]:
    """The card, representatives, profiles, requests, who opened the card."""
    return subjects.subject_data(person_id)


@hook
def tallies() -> Sequence[Tally]:
    """How long the registers are."""
    return district.tallies()


@hook
def indicators() -> Sequence[Indicator]:
    """Figures of the registers."""
    return district.indicators()


@hook
def published_lists() -> Sequence[PublishedList]:
    """Whether anybody is kept here, without anybody."""
    return district.published_lists()


@hook
def erase_subject(person_id: UUID) -> Sequence[Erased]:
    """The card, ties, lines of the registers, requests, notes, links, demands, uploaded spreadsheets."""
    return service.erase_person(person_id)


@hook
def merge_person(kept_id: UUID, merged_id: UUID) -> int:
    """Representatives, lines of the registers, requests, notes and demands go to the one who stays."""
    return service.merging.hand_over(kept_id, merged_id)


@hook
def evidence_kinds() -> Sequence[EvidenceKind]:
    """The registers, for measures 2.2, 4.1 and 4.2."""
    return evidence.evidence_kinds()


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of this room in the journal."""
    return {
        "people.added": _l("A person was added"),
        "people.corrected": _l("A person's data were corrected"),
        "people.demand_received": _l("A demand about personal data came"),
        "people.demand_answered": _l("A demand about personal data was answered"),
        "people.blocked": _l("Processing of a person's data was stopped"),
        "people.unblocked": _l("Processing of a person's data goes on"),
        "people.destroyed": _l("A person's data were destroyed, with an act"),
        "people.merged": _l("Two cards of one person were merged"),
        "people.kept_apart": _l("Two people who look alike were told apart"),
        "people.note_written": _l("The psychologist wrote a note"),
        "people.note_removed": _l("The psychologist took a note away"),
        "people.file_given": _l("A person's whole file was given out"),
        "people.card_read": _l("A person's card was opened"),
        "people.guardian_named": _l("A legal representative was named"),
        "people.guardian_removed": _l("A legal representative was taken away"),
        "people.account_tied": _l("An account was tied to a person"),
        "people.account_untied": _l("An account was taken off a person"),
        "people.link_revoked": _l("A personal link was revoked"),
        "people.link_issued": _l("A personal link was given out"),
        "people.mentor_entered": _l("A mentor was entered into the register"),
        "people.mentor_changed": _l("A mentor's profile was changed"),
        "people.mentor_asked": _l("A mentor was asked whether the work goes on"),
        "people.mentor_confirmed": _l("A mentor said whether the work goes on"),
        "people.mentor_state": _l("A mentor's state was changed"),
        "people.mentee_entered": _l("A mentee was entered into the register"),
        "people.mentee_state": _l("A mentee's state was changed"),
        "people.request_added": _l("A request was added"),
        "people.request_changed": _l("A request was changed"),
        "people.request_state": _l("A request's state was changed"),
        "people.topic_added": _l("A word was added to the taxonomy"),
        "people.exported": _l("A register was taken out as a file"),
        "people.import_begun": _l("A spreadsheet of people was uploaded"),
        "people.import_mapped": _l("The columns of a spreadsheet were told"),
        "people.import_checked": _l("The rows of a spreadsheet were checked"),
        "people.import_launched": _l("Bringing people in was started"),
        "people.import_done": _l("Bringing people in was finished"),
        "people.import_dropped": _l("A spreadsheet of people was thrown away"),
        "people.imported": _l("People were brought in from a spreadsheet"),
        "people.population_set": _l("How many there are in all was typed"),
        "people.population_removed": _l("How many there are in all was taken away"),
        "people.topic_retired": _l("A word of the taxonomy was taken out of use"),
    }


@hook
def job_kinds() -> Mapping[str, JobFunction]:
    """A spreadsheet of people is brought in by the worker."""
    return {service.imports.JOB: service.imports.import_in_job}


@hook
def commands() -> Sequence[click.Command]:
    """``nastavnik people``."""
    from .commands import people_commands

    return [people_commands]
