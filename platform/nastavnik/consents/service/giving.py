# SPDX-License-Identifier: MIT
"""Giving and withdrawing consents, and clearances of adults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from nastavnik.consents.models import Clearance, Consent
from nastavnik.consents.words import CLEARANCE_KINDS, GIVERS, PURPOSES, RESULTS, WAYS
from nastavnik.foundation import files
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.people import service as people

from .forms import KEEP, VIEW, form_in_force

SCANS = (files.PDF, files.JPEG, files.PNG)
"""What a scan may be."""


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """A consent to be recorded. ``file_id`` is the scan of a consent on paper."""

    purpose: str
    given_by: str
    given_on: date
    way: str = "paper"
    guardian_id: UUID | None = None
    valid_until: date | None = None
    file_id: UUID | None = None
    conditions: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """The signed paper as a file."""

    data: bytes
    name: str

    def store(self) -> UUID:
        """Keep the file inside the open change; raises ``Refused`` for anything but PDF and pictures."""
        kind = files.check_upload(self.data, field="scan", kinds=SCANS)
        return files.store(self.data, self.name, kind.media_type).id


def record_consent(person_id: UUID, given: GivenConsent, scan: Scan | None = None) -> Consent:
    """Record a consent that was given on paper, with its scan; both are kept or neither."""
    require(KEEP)
    person = people.get_person(person_id)
    with change() as tx:
        _check(person, given)
        if scan is not None:
            given = replace(given, file_id=scan.store())
        return give_consent(tx, person, given)


def attach_scan(consent_id: UUID, scan: Scan) -> Consent:
    """Attach the scan to a consent that was recorded without one; a scan that is there is never replaced."""
    require(KEEP)
    with change() as tx:
        consent = get_consent(consent_id, lock=True)
        if consent.file_id is not None:
            raise Refused(_("The scan is attached already."), field="scan")
        consent.file_id = scan.store()
        tx.record("consents.scan_attached", subject=consent, after={"person": consent.person_id})
    return consent


def scan_of(consent_id: UUID) -> tuple[files.StoredFile, bytes]:
    """The scan of a consent with its bytes; ``NotFound`` when there is none."""
    consent = get_consent(consent_id)
    if consent.file_id is None:
        raise NotFound("no scan of this consent")
    file = files.get_file(consent.file_id)
    return file, files.read_file(file)


def give_consent(tx: Change, person: people.Person, given: GivenConsent) -> Consent:
    """Record a consent inside the open change; raises ``Refused`` where it could not be valid."""
    _check(person, given)
    actor = current_actor()
    consent = tx.add(
        Consent(
            person_id=person.id,
            template_id=form_in_force(tx, given.purpose).id,
            purpose=given.purpose,
            given_by=given.given_by,
            guardian_id=given.guardian_id,
            given_on=given.given_on,
            valid_until=given.valid_until,
            way=given.way,
            file_id=given.file_id,
            conditions=dict(given.conditions),
            recorded_by=actor.account_id,
            recorded_by_name=actor.name,
            address=given.address,
        )
    )
    tx.record(
        "consents.given",
        subject=consent,
        after={"person": person.id, "purpose": given.purpose, "by": given.given_by, "way": given.way},
    )
    tx.emit("consents.given", {"person": str(person.id), "purpose": given.purpose})
    return consent


def withdraw(consent_id: UUID, *, on: date, reason: str = "") -> Consent:
    """Withdraw a consent: from that day on it counts for nothing (152-ФЗ, ст. 9, ч. 2)."""
    require(KEEP)
    if on > today():
        raise Refused(_("The day of withdrawal cannot be in the future."), field="on")
    with change() as tx:
        consent = get_consent(consent_id, lock=True)
        if consent.withdrawn_on is not None:
            raise Refused(_("This consent has been withdrawn already."))
        if on < consent.given_on:
            raise Refused(_("It cannot be withdrawn before it was given."), field="on")
        consent.withdrawn_on, consent.withdrawn_reason = on, reason.strip()
        people.revoke_links(tx, person_id=consent.person_id)
        if consent.purpose == "participation":
            people.subject_rights.note_withdrawal(tx, consent.person_id, on)
        tx.record(
            "consents.withdrawn",
            subject=consent,
            after={"person": consent.person_id, "purpose": consent.purpose, "on": on},
            note=reason.strip(),
        )
        tx.emit("consents.withdrawn", {"person": str(consent.person_id), "purpose": consent.purpose})
    return consent


def consents_of(person_ids: Iterable[UUID]) -> Mapping[UUID, list[Consent]]:
    """Consents by person, the newest first, in one query."""
    require(VIEW)
    wanted = set(person_ids)
    found: dict[UUID, list[Consent]] = {person_id: [] for person_id in wanted}
    if wanted:
        rows = session().scalars(
            select(Consent)
            .where(Consent.person_id.in_(wanted))
            .order_by(Consent.given_on.desc(), Consent.created_at.desc())
        )
        for consent in rows:
            found[consent.person_id].append(consent)
    return found


def get_consent(consent_id: UUID, *, lock: bool = False) -> Consent:
    """One consent of the open organisation; ``NotFound`` for anybody else's."""
    require(VIEW)
    consent = session().get(
        Consent, (current_tenant_id(), consent_id), with_for_update=lock, populate_existing=lock
    )
    if consent is None:
        raise NotFound("no such consent")
    return consent


def holds(consent: Consent, on: date) -> bool:
    """Whether a consent is in force on a day."""
    return (
        consent.given_on <= on
        and (consent.valid_until is None or on <= consent.valid_until)
        and (consent.withdrawn_on is None or on < consent.withdrawn_on)
    )


@dataclass(frozen=True, slots=True)
class SeenClearance:
    """What was seen: of the document only its kind, number, date and issuer, never its content."""

    kind: str
    issued_on: date
    result: str
    number: str = ""
    issuer: str = ""
    next_check_on: date | None = None


def record_clearance(person_id: UUID, seen: SeenClearance) -> Clearance:
    """Record that the document was seen by the one who acts."""
    require(KEEP)
    person = people.get_person(person_id)
    if seen.kind not in CLEARANCE_KINDS:
        raise Refused(_("Choose the kind from the list."), field="kind")
    if seen.result not in RESULTS:
        raise Refused(_("Choose the result from the list."), field="result")
    if seen.issued_on > today():
        raise Refused(_("The document cannot be dated in the future."), field="issued_on")
    if seen.next_check_on is not None and seen.next_check_on <= seen.issued_on:
        raise Refused(_("The next check comes after the document."), field="next_check_on")
    actor = current_actor()
    with change() as tx:
        clearance = tx.add(
            Clearance(
                person_id=person.id,
                kind=seen.kind,
                number="" if seen.kind == "interview" else seen.number.strip(),
                issuer="" if seen.kind == "interview" else seen.issuer.strip(),
                issued_on=seen.issued_on,
                seen_by=actor.account_id,
                seen_by_name=actor.name,
                result=seen.result,
                next_check_on=seen.next_check_on,
            )
        )
        tx.record(
            "consents.clearance_seen",
            subject=clearance,
            after={"person": person.id, "kind": seen.kind, "result": seen.result},
        )
        tx.emit("consents.clearance_seen", {"person": str(person.id)})
    return clearance


INTERVIEW = "consents.interview"


def record_interview(person_id: UUID, held_on: date, result: str) -> Clearance:
    """The result of a talk with the psychologist: the day and the result, not a word of what was said (domain 10.4)."""
    require(INTERVIEW)
    person = people.get_person(person_id)
    if result not in RESULTS:
        raise Refused(_("Choose the result from the list."), field="result")
    if held_on > today():
        raise Refused(_("A talk cannot be held in the future."), field="held_on")
    actor = current_actor()
    with change() as tx:
        row = tx.add(
            Clearance(
                person_id=person.id,
                kind="interview",
                issued_on=held_on,
                seen_by=actor.account_id,
                seen_by_name=actor.name,
                result=result,
            )
        )
        tx.record(
            "consents.clearance_seen",
            subject=row,
            after={"person": person.id, "kind": "interview", "result": result},
        )
        tx.emit("consents.clearance_seen", {"person": str(person.id)})
    return row


def interviews_of(person_id: UUID) -> Sequence[Clearance]:
    """Talks with the psychologist, the newest first, for whoever holds them."""
    require(INTERVIEW)
    return (
        session()
        .scalars(
            select(Clearance)
            .where(Clearance.person_id == person_id, Clearance.kind == "interview")
            .order_by(Clearance.issued_on.desc(), Clearance.created_at.desc())
        )
        .all()
    )


def clearances_of(person_ids: Iterable[UUID]) -> Mapping[UUID, list[Clearance]]:
    """Clearances by person, the newest first, in one query."""
    require(VIEW)
    wanted = set(person_ids)
    found: dict[UUID, list[Clearance]] = {person_id: [] for person_id in wanted}
    if wanted:
        rows = session().scalars(
            select(Clearance)
            .where(Clearance.person_id.in_(wanted))
            .order_by(Clearance.issued_on.desc(), Clearance.created_at.desc())
        )
        for clearance in rows:
            found[clearance.person_id].append(clearance)
    return found


def _check(person: people.Person, given: GivenConsent) -> None:
    if given.purpose not in PURPOSES:
        raise Refused(_("Choose the purpose from the list."), field="purpose")
    if given.given_by not in GIVERS:
        raise Refused(_("Choose who gives the consent."), field="given_by")
    if given.way not in WAYS:
        raise Refused(_("Choose how the consent was given."), field="way")
    if given.given_on > today():
        raise Refused(_("A consent cannot be given in the future."), field="given_on")
    if given.valid_until is not None and given.valid_until < given.given_on:
        raise Refused(_("The term ends before the consent was given."), field="valid_until")
    age = people.full_years(person.birth_date, person.birth_year, given.given_on)
    if given.given_by == "self":
        if given.guardian_id is not None:
            raise Refused(
                _("The person gives this consent alone: no representative is named."), field="guardian_id"
            )
    else:
        if age is not None and age >= people.ADULT:
            raise Refused(_("An adult gives the consent alone."), field="given_by")
        if given.guardian_id not in {one.person_id for one in people.guardians_of([person.id])[person.id]}:
            raise Refused(_("Choose a legal representative from the card."), field="guardian_id")
    if given.given_by == "self" and age is not None and age < people.OWN_SIGNATURE:
        raise Refused(_("Under fourteen the legal representative gives the consent."), field="given_by")
