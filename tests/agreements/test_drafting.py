# SPDX-License-Identifier: MIT
"""Drafts: of the platform's text and of the organisation's template, filled, corrected, and refused beside the field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from uuid import UUID

import pytest
from docx import Document
from sqlalchemy import func, select, update

from nastavnik.agreements.documents.body import Body
from nastavnik.agreements.documents.facts import ListedMentor, PlannedEvent, Terms
from nastavnik.agreements.models import Agreement
from nastavnik.agreements.service import drafting, rows, sending, templates
from nastavnik.foundation.change import change
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.ids import new_id
from nastavnik.partners.models import Partner
from nastavnik.testing.agreements import (
    RIGHTS,
    PartnerPlace,
    add_partner_person,
    in_partner,
    make_agreement,
    make_partner,
)
from nastavnik.testing.worlds import World, in_tenant


@pytest.fixture
def partner(world: World) -> PartnerPlace:
    return make_partner(world.center)


def _draft(world: World, partner: PartnerPlace) -> drafting.Draft:
    return drafting.Draft(
        partner.id,
        place="г. Кстово",
        dated_on=date(2026, 9, 1),
        ends_on=date(2027, 8, 31),
        sign_by=date(2026, 9, 20),
        order="our_first",
        ours=[drafting.Signer(world.center.director.account_id)],
        theirs=[
            drafting.Signer(partner.head.account_id),
            drafting.Signer(partner.deputy.account_id, position=2, post="Главный инженер"),
        ],
        terms=Terms(least_mentors=3, notice_days=45),
        mentors=[ListedMentor("Цехова Анна Ивановна", "мастер", "металлообработка")],
        events=[PlannedEvent("Экскурсия по цеху", "октябрь", "Цехова А.И.")],
    )


def _made(world: World, draft: drafting.Draft) -> Agreement:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        return rows.get_agreement(drafting.draft_agreement(draft).id)


def _text(world: World, agreement_id: UUID) -> str:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        body = Body.of_json(rows.version_of(rows.get_agreement(agreement_id)).body)
    cells = [cell for block in body.blocks for row in block.rows for cell in row]
    return " ".join([*(block.text for block in body.blocks), *cells])


def _refused(world: World, draft: drafting.Draft) -> str:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        with pytest.raises(Refused) as refusal:
            drafting.draft_agreement(draft)
        return refusal.value.field


def test_a_draft_holds_what_was_filled_in(world: World, partner: PartnerPlace) -> None:
    made = _made(world, _draft(world, partner))
    assert (made.state, made.number, made.edition, made.signing_order) == ("draft", "1", 1, "our_first")
    text = _text(world, made.id)
    for words in (
        "Цехова Анна Ивановна",
        "Экскурсия по цеху",
        "45",
        "Общество с ограниченной ответственностью «Пример»",
        partner.inn,
    ):
        assert words in text
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        people = rows.signatories_of(rows.get_agreement(made.id))
        assert [(one.side, one.position, one.post) for one in people if one.side == "partner"] == [
            ("partner", 1, "Директор"),
            ("partner", 2, "Главный инженер"),
        ]


def test_a_draft_opens_again_as_it_was_filled_in(world: World, partner: PartnerPlace) -> None:
    given = _draft(world, partner)
    made = _made(world, given)
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        read = drafting.draft_of(rows.get_agreement(made.id))
        assert (read.terms, tuple(read.mentors), tuple(read.events)) == (
            given.terms,
            tuple(given.mentors),
            tuple(given.events),
        )
        assert [one.account_id for one in read.theirs] == [one.account_id for one in given.theirs]
        drafting.redraft(made.id, replace(read, title="Соглашение о базе", theirs=read.theirs[:1]))
        again = drafting.draft_of(rows.get_agreement(made.id))
        assert (again.title, again.number, len(again.theirs)) == ("Соглашение о базе", "1", 1)
        assert again.terms == given.terms


def test_a_draft_of_the_organisations_template(world: World, partner: PartnerPlace) -> None:
    document = Document()
    document.add_paragraph("ДОГОВОР № {{ номер }}")
    document.add_paragraph("1. Стороны сотрудничают в наставничестве.")
    file = BytesIO()
    document.save(file)
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        template = templates.add_template("Договор", file.getvalue(), "договор.docx")
        made = drafting.draft_agreement(
            replace(_draft(world, partner), origin="tenant", template_id=template.id, number="17-С")
        )
        agreement = made.id
        with pytest.raises(NotFound):
            drafting.draft_agreement(replace(_draft(world, partner), origin="tenant", template_id=new_id()))
    assert "17-С" in _text(world, agreement)
    with in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=RIGHTS):
        assert templates.templates() == []


def test_what_is_wrong_stands_beside_its_field(world: World, partner: PartnerPlace) -> None:
    good = _draft(world, partner)
    over = make_partner(world.center, inn="5250000016", surname="Бывшая")
    elsewhere = make_partner(world.ankudinovskaya, inn="5250000023", surname="Чужая")
    with in_tenant(world.center) as session, change(audited=False):
        session.execute(update(Partner).where(Partner.organisation_id == over.id).values(state="ended"))
    stranger = drafting.Signer(world.center.coordinator.account_id)
    head = drafting.Signer(partner.head.account_id)
    contact = add_partner_person(partner.id, "Контактова", "contact", role="partner_contact")
    for wrong, field in (
        (replace(good, title=" "), "title"),
        (replace(good, order="whoever"), "order"),
        (replace(good, origin="paper"), "template"),
        (replace(good, origin="tenant"), "template"),
        (replace(good, ends_on=date(2026, 8, 31)), "ends_on"),
        (replace(good, sign_by=date(2026, 8, 31)), "sign_by"),
        (replace(good, partner_id=new_id()), "partner"),
        (replace(good, partner_id=over.id, theirs=[]), "partner"),
        (replace(good, partner_id=elsewhere.id, theirs=[]), "partner"),
        (replace(good, ours=[]), "ours"),
        (replace(good, ours=[stranger]), "ours"),
        (replace(good, theirs=[stranger]), "theirs"),
        (replace(good, theirs=[drafting.Signer(contact.account_id)]), "theirs"),
        (replace(good, theirs=[head, replace(head, position=2)]), "theirs"),
        (replace(good, ours=[*good.ours, *good.ours]), "ours"),
    ):
        assert _refused(world, wrong) == field
    with in_tenant(world.center) as session:
        assert session.scalar(select(func.count()).select_from(Agreement)) == 0


def test_only_a_draft_is_changed_and_only_by_whoever_may(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner, sent=False)
    with in_tenant(world.center, world.center.executor), pytest.raises(Forbidden):
        drafting.rewrite_block(agreement, "1.1", "Другие слова")
    with (
        in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=RIGHTS),
        pytest.raises(NotFound),
    ):
        drafting.rewrite_block(agreement, "1.1", "Другие слова")
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        drafting.rewrite_block(agreement, "1.1", "1.1. Другие слова.")
        with pytest.raises(Refused) as refusal:
            drafting.rewrite_block(agreement, "99.9", "Слова")
        assert refusal.value.field == "text"
        sending.ask_for_approval(agreement)
        with pytest.raises(Refused):
            drafting.rewrite_block(agreement, "1.1", "Ещё слова")
        with pytest.raises(Refused):
            drafting.redraft(agreement, _draft(world, partner))
    assert "Другие слова" in _text(world, agreement)


def test_numbers_follow_each_other_and_step_over_taken_ones(world: World, partner: PartnerPlace) -> None:
    draft = _draft(world, partner)
    assert _made(world, replace(draft, number="2")).number == "2"
    assert _made(world, draft).number == "3"
    assert _made(world, replace(draft, number="5-С")).number == "5-С"
    assert _made(world, draft).number == "4"


def test_the_partner_sees_no_draft(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner, sent=False)
    with in_partner(partner, partner.head) as session:
        assert session.get(Agreement, (world.center.tenant_id, agreement)) is None
