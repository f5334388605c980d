# SPDX-License-Identifier: MIT
"""Corrections of the partner: accepted, put otherwise, refused, overtaken; and the edition that comes of them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from nastavnik.agreements.documents.body import Block, Body
from nastavnik.agreements.documents.difference import changed_blocks, difference
from nastavnik.agreements.models import Agreement, AgreementProposal
from nastavnik.agreements.service import negotiating, rows, signing
from nastavnik.agreements.service.negotiating import Answer
from nastavnik.agreements.service.portal import acts, open_agreement
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.mail import Letter
from nastavnik.testing.agreements import RIGHTS, PartnerPlace, in_partner, make_agreement, make_partner
from nastavnik.testing.worlds import World, in_system, in_tenant


@pytest.fixture
def partner(world: World, app: Flask) -> Iterator[PartnerPlace]:
    """A partner of the Centre; letters hold whole addresses, which the application knows."""
    with app.app_context():
        yield make_partner(world.center)


@pytest.fixture
def agreement(world: World, partner: PartnerPlace) -> UUID:
    return make_agreement(world.center, partner)


def _points(world: World, agreement: UUID) -> list[Block]:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        body = Body.of_json(rows.version_of(rows.get_agreement(agreement)).body)
    return [block for block in body.blocks if block.kind == "point"]


def _propose(partner: PartnerPlace, agreement: UUID, key: str, text: str) -> None:
    with in_partner(partner, partner.head):
        acts.propose(agreement, key, text, "Так принято у нас")


def _answer(world: World, agreement: UUID, *answers: Answer) -> Agreement:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        waiting = [one for one in rows.proposals_of(rows.get_agreement(agreement)) if one.state == "proposed"]
        ids = [one.id for one in waiting]
        negotiating.answer_proposals(agreement, dict(zip(ids, answers, strict=False)))
        return rows.get_agreement(agreement)


def _proposals(world: World, agreement: UUID) -> list[AgreementProposal]:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        return [*rows.proposals_of(rows.get_agreement(agreement))]


def _paper(world: World, agreement: UUID) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        ours = next(one for one in rows.signatories_of(rows.get_agreement(agreement)) if one.side == "our")
        signing.record_paper(
            agreement, ours.id, b"%PDF-1.7\nscan\n", "скан.pdf", signed_on=today(), original_kept="папка 1"
        )


def test_three_answers_make_one_edition(world: World, partner: PartnerPlace, agreement: UUID) -> None:
    first, second, third = _points(world, agreement)[:3]
    for block in (first, second, third):
        _propose(partner, agreement, block.key, f"{block.text} По предложению партнёра.")
    found = _answer(
        world,
        agreement,
        Answer("accepted"),
        Answer("edited", text=f"{second.text} Иначе."),
        Answer("refused", reason="Противоречит положению"),
    )
    assert (found.state, found.edition) == ("sent", 2)
    texts = {block.key: block.text for block in _points(world, agreement)}
    assert texts[first.key].endswith("По предложению партнёра.")
    assert texts[second.key].endswith("Иначе.")
    assert texts[third.key] == third.text
    kept = _proposals(world, agreement)
    assert [one.state for one in kept] == ["accepted", "edited", "refused"]
    assert kept[2].answer == "Противоречит положению"
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        old, new = (Body.of_json(one.body) for one in rows.versions_of(found))
    assert {entry.key for entry in changed_blocks(difference(old, new))} == {first.key, second.key}
    with in_partner(partner, partner.head):
        opened = open_agreement(agreement)
        assert set(opened.changes) == {first.key, second.key}
        assert opened.may_sign


def test_a_refusal_leaves_the_text_and_the_signatures(
    world: World, partner: PartnerPlace, agreement: UUID
) -> None:
    _paper(world, agreement)
    point = _points(world, agreement)[0]
    _propose(partner, agreement, point.key, "Совсем другое.")
    found = _answer(world, agreement, Answer("refused", reason="Нельзя"))
    assert (found.state, found.edition) == ("partly_signed", 1)
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        assert [one.voided_at for one in rows.signatures_of(found)] == [None]
    with in_system() as session:
        told = session.scalars(select(Letter.recipient).where(Letter.subject.contains("Ответ"))).all()
    assert told == [partner.head.email]


def test_the_organisations_own_correction_overtakes_and_voids(
    world: World, partner: PartnerPlace, agreement: UUID
) -> None:
    _paper(world, agreement)
    first, second = _points(world, agreement)[:2]
    _propose(partner, agreement, first.key, "Другие слова.")
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        negotiating.correct_sent(agreement, second.key, f"{second.text} Уточнено.", "Уточнение")
        found = rows.get_agreement(agreement)
        assert (found.state, found.edition) == ("sent", 2)
        (signature,) = rows.signatures_of(found)
        assert signature.voided_at is not None
        assert signature.void_reason
        kinds = [one.kind for one in rows.steps_of(found)]
    assert kinds[-2:] == ["version", "voided"]
    assert [one.state for one in _proposals(world, agreement)] == ["overtaken"]


def test_what_cannot_be_proposed(world: World, partner: PartnerPlace, agreement: UUID) -> None:
    point = _points(world, agreement)[0]
    for key, text, comment, field in (
        (point.key, "Слова", " ", "comment"),
        (point.key, point.text, "Причина", "text"),
        ("99.99", "Слова", "Причина", "text"),
    ):
        with in_partner(partner, partner.head):
            with pytest.raises(Refused) as refusal:
                acts.propose(agreement, key, text, comment)
            assert refusal.value.field == field
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        body = Body.of_json(rows.version_of(rows.get_agreement(agreement)).body)
    parties = next(block for block in body.blocks if block.kind == "parties")
    with in_partner(partner, partner.head), pytest.raises(Refused):
        acts.propose(agreement, parties.key, "ООО «Другое»", "Причина")
    _propose(partner, agreement, point.key, "Другие слова.")
    with in_partner(partner, partner.head), pytest.raises(Refused, match="уже ждёт ответа"):
        acts.propose(agreement, point.key, "Ещё слова.", "Причина")
    with in_partner(partner, partner.head), pytest.raises(Refused):
        acts.ask_code(agreement, edition=1, session_mark="s")


def test_answers_that_are_refused(world: World, partner: PartnerPlace, agreement: UUID) -> None:
    with pytest.raises(Refused):
        _answer(world, agreement)
    first, second = _points(world, agreement)[:2]
    _propose(partner, agreement, first.key, "Первое.")
    _propose(partner, agreement, second.key, "Второе.")
    for answers in (
        (Answer("accepted"),),
        (Answer("accepted"), Answer("refused")),
        (Answer("accepted"), Answer("edited")),
        (Answer("accepted"), Answer("perhaps")),
    ):
        with pytest.raises(Refused):
            _answer(world, agreement, *answers)
    assert {one.state for one in _proposals(world, agreement)} == {"proposed"}
    with in_tenant(world.center, world.center.executor), pytest.raises(Forbidden):
        negotiating.answer_proposals(agreement, {})
    other = world.ankudinovskaya
    with in_tenant(other, other.coordinator, rights=RIGHTS), pytest.raises(NotFound):
        negotiating.answer_proposals(agreement, {})
