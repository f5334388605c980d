# SPDX-License-Identifier: MIT
"""The gate: why a pair may not start, person by person, in words, with what to do about it (domain 10.3, 10.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from nastavnik.consents.models import Clearance, Consent, GatePolicy
from nastavnik.consents.words import CLEARING_KINDS, POLICIES_14_17
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import format_date
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.scope import require
from nastavnik.people import service as people

from .forms import FORMS
from .giving import clearances_of, consents_of, holds

Remedy = Literal["card", "consent", "clearance", "mentor"]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why. ``remedy`` says where it is mended: the card, a consent, a clearance, the mentor's selection."""

    code: str
    person_id: UUID
    sentence: str
    remedy: Remedy


def policy() -> GatePolicy:
    """What the open organisation asks for; the defaults while nothing was chosen."""
    kept = session().scalar(select(GatePolicy))
    return kept or GatePolicy(consent_14_17="both", clear_outside=True, clear_staff=False)


def set_policy(*, consent_14_17: str, clear_outside: bool, clear_staff: bool) -> GatePolicy:
    """Choose what the organisation asks for before a pair starts."""
    require(FORMS)
    if consent_14_17 not in POLICIES_14_17:
        raise Refused(_("Choose from the list."), field="consent_14_17")
    with change() as tx:
        kept = tx.session.scalar(select(GatePolicy).with_for_update())
        if kept is None:
            kept = tx.add(GatePolicy())
        before = {
            "consent_14_17": kept.consent_14_17,
            "outside": kept.clear_outside,
            "staff": kept.clear_staff,
        }
        kept.consent_14_17, kept.clear_outside, kept.clear_staff = consent_14_17, clear_outside, clear_staff
        tx.record(
            "consents.policy_set",
            subject=kept,
            before=before,
            after={"consent_14_17": consent_14_17, "outside": clear_outside, "staff": clear_staff},
        )
        tx.emit("consents.policy_set", {})
    return kept


def gate(
    mentor: people.Mentor, mentor_person: people.Person, mentees: Sequence[people.Person], on: date
) -> list[Obstacle]:
    """Everything that keeps this pair or group from starting on a day; nothing when it may start."""
    persons = [mentor_person, *mentees]
    found = [one for those in consent_obstacles(persons, on).values() for one in those]
    with_minors = any(_minor(person, on) is not False for person in mentees)
    found += clearance_obstacles([mentor_person], on, with_minors=with_minors)[mentor_person.id]
    found += selection_obstacles(mentor, mentor_person)
    return found


def selection_obstacles(mentor: people.Mentor, person: people.Person) -> list[Obstacle]:
    """A mentor takes a pair only when selected (Р-145, stage 4)."""
    if mentor.state in people.READY:
        return []
    return [
        Obstacle(
            "not_selected",
            person.id,
            _("%(name)s has not been selected as a mentor.", name=people.name_of(person).short),
            "mentor",
        )
    ]


def consent_obstacles(
    persons: Sequence[people.Person], on: date, purpose: str = "participation"
) -> Mapping[UUID, list[Obstacle]]:
    """What is wrong with each person's consent for a purpose; two queries however many persons."""
    consents = consents_of(person.id for person in persons)
    rule = policy()
    return {
        person.id: obstacles_of(person, in_force(consents[person.id], purpose, on), on, rule)
        for person in persons
    }


def clearance_obstacles(
    adults: Sequence[people.Person], on: date, *, with_minors: bool
) -> Mapping[UUID, list[Obstacle]]:
    """What keeps each mentor from working with minors; two queries however many persons."""
    rule = policy()
    asked = [person for person in adults if with_minors and needs_clearance(person, on, rule)]
    seen = clearances_of(person.id for person in asked)
    found: dict[UUID, list[Obstacle]] = {person.id: [] for person in adults}
    for person in asked:
        found[person.id] = clearance_gaps(person, seen[person.id], on)
    return found


def in_force(consents: Iterable[Consent], purpose: str, on: date) -> list[Consent]:
    """Consents for a purpose that hold on a day."""
    return [consent for consent in consents if consent.purpose == purpose and holds(consent, on)]


def obstacles_of(
    person: people.Person, held: Sequence[Consent], on: date, rule: GatePolicy
) -> list[Obstacle]:
    """What one person's consents that are in force lack on a day."""
    name = people.name_of(person).short
    if person.state == "blocked":
        return [
            Obstacle("blocked", person.id, _("Processing of data of %(name)s is stopped.", name=name), "card")
        ]
    age = people.full_years(person.birth_date, person.birth_year, on)
    if age is None and person.kind in people.MINOR_KINDS:
        return [
            Obstacle(
                "age_unknown",
                person.id,
                _("%(name)s: the year of birth is needed to know who gives the consent.", name=name),
                "card",
            )
        ]
    sentence = _lacking(name, people.ADULT if age is None else age, _given_by(person, held), rule)
    return [Obstacle("consent", person.id, sentence, "consent")] if sentence else []


def _given_by(person: people.Person, held: Sequence[Consent]) -> set[str]:
    """Whose signatures there are. The person's own counts from the age at which it may be given."""
    signed: set[str] = set()
    for consent in held:
        if consent.given_by in ("guardian", "both"):
            signed.add("guardian")
        if consent.given_by in ("self", "both"):
            age = people.full_years(person.birth_date, person.birth_year, consent.given_on)
            signed.add("adult" if age is None or age >= people.ADULT else "self")
    return signed


def _lacking(name: str, age: int, signed: set[str], rule: GatePolicy) -> str:
    """Whose consent is lacking, in a sentence; empty when nobody's."""
    years = ngettext("%(num)s year", "%(num)s years", age)
    if age >= people.ADULT:
        if "adult" in signed:
            return ""
        if signed:
            return _("%(name)s has come of age: ask for the consent anew.", name=name)
        return _("%(name)s has given no consent to take part.", name=name)
    if age < people.OWN_SIGNATURE:
        if "guardian" in signed:
            return ""
        return _(
            "%(name)s, %(years)s: the consent of a legal representative is needed.", name=name, years=years
        )
    wanted = {"both": {"guardian", "self"}, "guardian": {"guardian"}, "self": {"self"}}[rule.consent_14_17]
    missing = wanted - signed
    if missing == {"guardian"}:
        return _(
            "%(name)s, %(years)s: the consent of a legal representative is needed.", name=name, years=years
        )
    if missing == {"self"}:
        return _("%(name)s, %(years)s: the pupil's own consent is needed.", name=name, years=years)
    if missing:
        return _(
            "%(name)s, %(years)s: the consents of the pupil and of a legal representative are needed.",
            name=name,
            years=years,
        )
    return ""


def needs_clearance(person: people.Person, on: date, rule: GatePolicy) -> bool:
    """Whether the organisation asks for a clearance before this person works with minors."""
    if _minor(person, on):
        return False
    return rule.clear_staff if person.kind in people.STAFF_KINDS else rule.clear_outside


def clearance_gaps(person: people.Person, seen: Sequence[Clearance], on: date) -> list[Obstacle]:
    """What one mentor's clearances lack on a day; ``seen`` stands the newest first."""
    name = people.name_of(person).short
    clearing = [one for one in seen if one.kind in CLEARING_KINDS and one.issued_on <= on]
    if not clearing:
        sentence = _("%(name)s has no clearance to work with minors.", name=name)
    elif clearing[0].result != "cleared":
        sentence = _("%(name)s was not cleared to work with minors.", name=name)
    elif clearing[0].next_check_on is not None and clearing[0].next_check_on < on:
        sentence = _(
            "The clearance of %(name)s had to be checked by %(day)s.",
            name=name,
            day=format_date(clearing[0].next_check_on),
        )
    else:
        return []
    return [Obstacle("clearance", person.id, sentence, "clearance")]


def _minor(person: people.Person, on: date) -> bool | None:
    """Whether the person is a minor; ``None`` when nobody knows. A pupil of unknown age is taken for one."""
    age = people.full_years(person.birth_date, person.birth_year, on)
    if age is None:
        return True if person.kind in people.MINOR_KINDS else None if person.kind == "guardian" else False
    return age < people.ADULT
