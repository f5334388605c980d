# SPDX-License-Identifier: MIT
"""Approval, the document that everybody signs, invitations and reminders."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from nastavnik.agreements.models import Agreement, AgreementSignatory, AgreementVersion
from nastavnik.agreements.service import ending, papers, rows, sending, signing
from nastavnik.agreements.service.portal import acts
from nastavnik.agreements.signatures.digests import digests
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.testing.agreements import (
    RIGHTS,
    PartnerPlace,
    in_partner,
    make_agreement,
    make_partner,
    record_terms,
)
from nastavnik.testing.worlds import Someone, World, in_system, in_tenant


@pytest.fixture
def partner(world: World, app: Flask) -> Iterator[PartnerPlace]:
    """A partner of the Centre; letters hold whole addresses, which the application knows."""
    with app.app_context():
        yield make_partner(world.center)


def _recipients(words: str) -> list[str]:
    with in_system() as session:
        found = session.scalars(select(Letter.recipient).where(Letter.subject.contains(words)))
        return sorted(found.all())


def _people(world: World, agreement: UUID) -> dict[UUID | None, AgreementSignatory]:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        return {one.account_id: one for one in rows.signatories_of(rows.get_agreement(agreement))}


def test_a_draft_is_approved_returned_and_sent(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner, sent=False)
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        with pytest.raises(Refused):
            sending.approve_and_send(agreement)
        sending.ask_for_approval(agreement)
        with pytest.raises(Refused):
            sending.ask_for_approval(agreement)
    with in_tenant(world.center, world.center.director, rights=RIGHTS):
        with pytest.raises(Refused) as refusal:
            sending.return_draft(agreement, "  ")
        assert refusal.value.field == "remark"
        assert sending.return_draft(agreement, "Уточнить срок").state == "draft"
    assert _recipients("ждёт вашей") == []
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS - {"agreements.approve"}):
        sending.ask_for_approval(agreement)
        with pytest.raises(Forbidden):
            sending.approve_and_send(agreement)
    with in_tenant(world.center, world.center.director, rights=RIGHTS):
        assert sending.approve_and_send(agreement).state == "sent"


def test_what_is_sent_is_kept_byte_for_byte(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner)
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        found = rows.get_agreement(agreement)
        version = rows.version_of(found)
        name, data = papers.document(found, edition=1)
        assert name.endswith(".pdf")
        assert (version.size, version.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert version.streebog == digests(data).streebog != ""
        assert len(found.check_code) == 16
    with in_partner(partner, partner.head):
        assert acts.document(agreement, edition=1)[1] == data
    with (
        in_tenant(world.center) as session,
        pytest.raises(DBAPIError, match="never changes"),
        change(audited=False),
    ):
        session.scalars(select(AgreementVersion)).one().sha256 = "0" * 64


def test_letters_go_to_those_whose_turn_it_is(world: World, partner: PartnerPlace) -> None:
    make_agreement(world.center, partner, order="our_first")
    assert _recipients("ждёт вашей") == [world.center.director.email]
    with in_system() as session:
        payloads = session.scalars(
            select(OutboxEvent.payload).where(OutboxEvent.kind.like("agreements.%"))
        ).all()
    assert payloads
    for payload in payloads:
        assert set(payload) <= {"agreement", "signature", "days"}


def test_nothing_for_the_signatory_is_shown_to_the_sender(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner)
    with in_system() as session:
        letter = session.scalars(select(Letter).where(Letter.recipient == partner.head.email)).one()
    assert f"/partner/{partner.inn}/agreements/{agreement}" in letter.body + str(getattr(letter, "url", ""))
    assert "token" not in letter.body


def test_an_invitation_runs_out_and_is_given_anew_by_a_reminder(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner)
    record_terms(world.center, agreement, partner.head)
    place = _people(world, agreement)[partner.head.account_id]
    assert place.invited_until is not None
    assert place.invited_at is not None
    assert (place.invited_until - place.invited_at).days == 14
    with time_machine.travel(now() + timedelta(days=15), tick=True):
        with in_partner(partner, partner.head), pytest.raises(Refused, match="Срок приглашения"):
            acts.ask_code(agreement, edition=1, session_mark="s")
        with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
            assert sending.remind(agreement, place.id) == 1
            with pytest.raises(Refused):
                sending.remind(agreement, place.id)
        again = _people(world, agreement)[partner.head.account_id]
        assert (again.reminders, again.reminded_at is not None) == (1, True)
        with in_partner(partner, partner.head):
            acts.ask_code(agreement, edition=1, session_mark="s")


def test_a_draft_without_the_partners_people_is_not_sent(world: World, partner: PartnerPlace) -> None:
    from nastavnik.agreements.service import drafting

    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        made = drafting.draft_agreement(
            drafting.Draft(partner.id, ours=[drafting.Signer(world.center.director.account_id)])
        )
        sending.ask_for_approval(made.id)
        with pytest.raises(Refused) as refusal:
            sending.approve_and_send(made.id)
        assert refusal.value.field == "theirs"
        assert rows.get_agreement(made.id).state == "approval"


def test_what_was_sent_is_withdrawn_and_signed_by_nobody(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner)
    record_terms(world.center, agreement, partner.head)
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        with pytest.raises(Refused) as refusal:
            ending.withdraw(agreement, " ")
        assert refusal.value.field == "reason"
        assert ending.withdraw(agreement, "Ошибка в сроке").state == "withdrawn"
        with pytest.raises(Refused):
            ending.withdraw(agreement, "Ещё раз")
    for act in (
        lambda: acts.ask_code(agreement, edition=1, session_mark="s"),
        lambda: acts.propose(agreement, "1.1", "Слова", "Причина"),
        lambda: acts.decline(agreement, "Не нужно"),
    ):
        with in_partner(partner, partner.head), pytest.raises(Refused):
            act()
    other = make_partner(world.ankudinovskaya, inn="5250000016", surname="Чужая")
    with in_partner(other, other.head), pytest.raises(NotFound):
        acts.document(agreement)
    assert isinstance(world.center.director, Someone)
    with in_tenant(world.center) as session:
        assert session.scalars(select(Agreement.state)).one() == "withdrawn"
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        assert signing.terms_of(partner.head.account_id) is not None


def test_those_who_have_three_days_left_are_reminded_once(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner)
    sent = now()
    counts = []
    for days in (1, 10, 12, 13, 15):
        with time_machine.travel(sent + timedelta(days=days), tick=True), in_tenant(world.center):
            sending.remind_daily()
        counts.append(len(_recipients("Напоминание")))
    assert counts == [0, 0, 2, 2, 2]
    people = _people(world, agreement).values()
    assert [one.reminders for one in people] == [1, 1]


def test_whose_turn_it_is_not_is_not_reminded(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner, order="our_first")
    place = _people(world, agreement)[partner.head.account_id]
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        with pytest.raises(Refused, match="очередь"):
            sending.remind(agreement, place.id)
        assert sending.remind(agreement) == 1
    assert _recipients("Напоминание") == [world.center.director.email]
