# SPDX-License-Identifier: MIT
"""Every way in which a one-time code does not serve, each with its sentence; and the one way in which it does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from nastavnik.agreements.documents.body import Body
from nastavnik.agreements.models import AgreementCode, AgreementSignature
from nastavnik.agreements.service import negotiating, rows, signing
from nastavnik.agreements.service.portal import acts
from nastavnik.foundation.database import now
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.testing.agreements import (
    RIGHTS,
    PartnerPlace,
    add_partner_person,
    code_of_letter,
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


@pytest.fixture
def agreement(world: World, partner: PartnerPlace) -> UUID:
    """Sent to two people of the partner, each with terms of simple signatures."""
    made = make_agreement(world.center, partner, both=True)
    for person in (partner.head, partner.deputy):
        record_terms(world.center, made, person)
    return made


def _ask(partner: PartnerPlace, person: Someone, agreement: UUID, mark: str = "s", edition: int = 1) -> str:
    with in_partner(partner, person):
        acts.ask_code(agreement, edition=edition, session_mark=mark)
    return code_of_letter(person)


def _refused(partner: PartnerPlace, person: Someone, agreement: UUID, code: str, mark: str = "s") -> str:
    with in_partner(partner, person):
        with pytest.raises(Refused) as refusal:
            acts.sign_by_code(agreement, code, session_mark=mark)
        return refusal.value.message


def _other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def _signatures(world: World) -> int:
    with in_tenant(world.center) as session:
        return len(session.scalars(select(AgreementSignature)).all())


def _correct(world: World, agreement: UUID) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        body = Body.of_json(rows.version_of(rows.get_agreement(agreement)).body)
        point = next(block for block in body.blocks if block.kind == "point")
        negotiating.correct_sent(agreement, point.key, f"{point.text} Уточнено.", "Уточнение")


def test_nothing_is_signed_without_a_code(world: World, partner: PartnerPlace, agreement: UUID) -> None:
    assert "Сначала" in _refused(partner, partner.head, agreement, "123456")
    assert _signatures(world) == 0


def test_a_code_of_a_colleague_does_not_serve(world: World, partner: PartnerPlace, agreement: UUID) -> None:
    code = _ask(partner, partner.head, agreement)
    own = _ask(partner, partner.deputy, agreement)
    if own != code:
        _refused(partner, partner.deputy, agreement, code)
    assert _signatures(world) == 0
    with in_partner(partner, partner.deputy):
        acts.sign_by_code(agreement, own, session_mark="s")
    assert _signatures(world) == 1


def test_five_wrong_tries_end_a_code(world: World, partner: PartnerPlace, agreement: UUID) -> None:
    code = _ask(partner, partner.head, agreement)
    said = [_refused(partner, partner.head, agreement, _other(code)) for _try in range(5)]
    assert len(set(said)) == 5
    assert "пять раз" in _refused(partner, partner.head, agreement, code)
    assert _signatures(world) == 0
    with in_partner(partner, partner.head):
        acts.ask_code(agreement, edition=1, session_mark="s")
        acts.sign_by_code(agreement, code_of_letter(partner.head), session_mark="s")
    assert _signatures(world) == 1


def test_ten_minutes_end_a_code(world: World, partner: PartnerPlace, agreement: UUID) -> None:
    code = _ask(partner, partner.head, agreement)
    with time_machine.travel(now() + timedelta(minutes=10, seconds=1), tick=True):
        assert "Десять минут" in _refused(partner, partner.head, agreement, code)
    assert _signatures(world) == 0


def test_a_newer_code_ends_the_former(world: World, partner: PartnerPlace, agreement: UUID) -> None:
    first = _ask(partner, partner.head, agreement)
    second = _ask(partner, partner.head, agreement)
    if first != second:
        assert _refused(partner, partner.head, agreement, first)
    assert _signatures(world) == 0
    with in_partner(partner, partner.head):
        acts.sign_by_code(agreement, f" {second[:3]} {second[3:]} ", session_mark="s")
    assert _signatures(world) == 1


def test_a_code_of_the_former_edition_does_not_serve(
    world: World, partner: PartnerPlace, agreement: UUID
) -> None:
    code = _ask(partner, partner.head, agreement)
    _correct(world, agreement)
    assert "новую редакцию" in _refused(partner, partner.head, agreement, code)
    assert _signatures(world) == 0
    fresh = _ask(partner, partner.head, agreement, edition=2)
    with in_partner(partner, partner.head):
        acts.sign_by_code(agreement, fresh, session_mark="s")
    with in_tenant(world.center) as session:
        kept = session.scalars(select(AgreementSignature)).one()
        version = rows.version_of(rows.locked_agreement(agreement))
        assert (kept.sha256, kept.streebog, kept.version_id) == (version.sha256, version.streebog, version.id)
        assert (kept.account_id, kept.address, kept.session_mark) == (
            partner.head.account_id,
            "127.0.0.1",
            "s",
        )


def test_not_more_than_five_codes_an_hour(partner: PartnerPlace, agreement: UUID) -> None:
    for _one in range(5):
        _ask(partner, partner.head, agreement)
    with in_partner(partner, partner.head), pytest.raises(Refused, match="через час"):
        acts.ask_code(agreement, edition=1, session_mark="s")


def test_revoked_terms_open_nothing(world: World, partner: PartnerPlace, agreement: UUID) -> None:
    code = _ask(partner, partner.head, agreement)
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        terms = signing.terms_of(partner.head.account_id)
        assert terms is not None
        signing.revoke_terms(terms.id, "Утрачен доступ к почте")
    assert "соглашение об использовании" in _refused(partner, partner.head, agreement, code)
    with in_partner(partner, partner.head), pytest.raises(Refused):
        acts.ask_code(agreement, edition=1, session_mark="s")


def test_a_contact_and_a_stranger_sign_nothing(world: World, partner: PartnerPlace, agreement: UUID) -> None:
    code = _ask(partner, partner.head, agreement)
    contact = add_partner_person(partner.id, "Контактова", "contact", role="partner_contact")
    elsewhere = make_partner(world.center, inn="5250000016", surname="Чужая")
    with in_partner(partner, contact), pytest.raises(NotFound):
        acts.sign_by_code(agreement, code, session_mark="s")
    with in_partner(elsewhere, elsewhere.head), pytest.raises(NotFound):
        acts.sign_by_code(agreement, code, session_mark="s")
    assert _signatures(world) == 0


def test_the_code_stands_nowhere_but_in_the_letter(
    world: World, partner: PartnerPlace, agreement: UUID
) -> None:
    code = _ask(partner, partner.head, agreement)
    with in_tenant(world.center) as session:
        kept = session.scalars(select(AgreementCode)).one()
        assert code not in kept.code_hash
        assert kept.session_mark == "s"
    with in_system() as session:
        payloads = session.scalars(select(OutboxEvent.payload)).all()
        assert not any(code in str(one) for one in payloads)
