# SPDX-License-Identifier: MIT
"""From a draft to an agreement in force: both sides, three ways, and what goes wrong on the way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from uuid import UUID

import pytest
from sqlalchemy import select, update

from nastavnik.accounts.models import PartnerMembership
from nastavnik.accounts.service import letters
from nastavnik.accounts.service import secrets as keyed_by
from nastavnik.agreements.documents.body import Body
from nastavnik.agreements.models import Agreement, AgreementCode, AgreementSignature
from nastavnik.agreements.service import ending, negotiating, papers, rows, sending, signing
from nastavnik.agreements.service.portal import acts
from nastavnik.agreements.service.signing import qualified
from nastavnik.foundation import database
from nastavnik.foundation.change import change
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.scope import IdentityScope
from nastavnik.settings import Settings
from nastavnik.testing import signatures as keys
from nastavnik.testing.agreements import (
    DIRECTORS,
    RIGHTS,
    PartnerPlace,
    code_of_letter,
    in_partner,
    make_agreement,
    make_partner,
    record_terms,
)
from nastavnik.testing.worlds import Someone, World, in_system, in_tenant

PDF = b"%PDF-1.7\nscan\n"


@pytest.fixture
def partner(world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> PartnerPlace:
    """A partner of the Centre; the installation is the test's own."""
    for module in (papers, qualified, keyed_by):
        monkeypatch.setattr(module, "settings", lambda: settings)
    monkeypatch.setattr(letters, "settings", lambda: settings)
    return make_partner(world.center)


def _sign(partner: PartnerPlace, person: Someone, agreement: UUID, mark: str = "s", edition: int = 1) -> None:
    with in_partner(partner, person):
        acts.ask_code(agreement, edition=edition, session_mark=mark)
        acts.sign_by_code(agreement, code_of_letter(person), session_mark=mark)


def _state(world: World, agreement: UUID) -> Agreement:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        return rows.get_agreement(agreement)


def _signer(world: World) -> keys.SigningKey:
    return keys.make_signer(keys.shared_root(), keys.Holder(surname="Директорова", given="Анна Ивановна"))


def test_the_partner_signs_by_a_code_and_the_director_by_a_qualified_signature(
    world: World, partner: PartnerPlace
) -> None:
    agreement = make_agreement(world.center, partner)
    record_terms(world.center, agreement, partner.head)
    _sign(partner, partner.head, agreement)
    assert _state(world, agreement).state == "partly_signed"
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        signatory = next(
            one for one in rows.signatories_of(rows.get_agreement(agreement)) if one.side == "our"
        )
        signing.record_paper(
            agreement, signatory.id, PDF, "скан.pdf", signed_on=today(), original_kept="папка 05-12"
        )
    found = _state(world, agreement)
    assert (found.state, found.activated_on) == ("active", today())
    with in_tenant(world.center):
        papers.result_job(type("P", (), {"params": {"agreement": str(agreement)}})())  # type: ignore[arg-type]
        name, data = papers.document(rows.locked_agreement(agreement))
        assert name.endswith("с отметками.pdf")
        assert data.startswith(b"%PDF")
        assert papers.package(rows.locked_agreement(agreement))[1].startswith(b"PK")


def test_the_sender_never_signs_for_the_signer(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner)
    record_terms(world.center, agreement, partner.head)
    with in_partner(partner, partner.head):
        acts.ask_code(agreement, edition=1, session_mark="s")
    code = code_of_letter(partner.head)
    for person in (world.center.coordinator, world.center.director):
        with in_tenant(world.center, person, rights=DIRECTORS), pytest.raises(NotFound):
            signing.sign_by_code(agreement, "partner", code, session_mark="s")
        with in_partner(partner, person), pytest.raises(NotFound):
            acts.sign_by_code(agreement, code, session_mark="s")
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS), pytest.raises(Forbidden):
        signing.ask_code(agreement, "our", edition=1, session_mark="s")
    with in_tenant(world.center) as session:
        kept = session.scalars(select(AgreementCode)).one()
        assert code not in kept.code_hash
    with in_system() as session:
        letters = session.scalars(select(Letter).where(Letter.body.contains(code))).all()
        assert [one.recipient for one in letters] == [partner.head.email]


def test_a_code_serves_once_and_only_where_it_was_asked_for(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner, both=True)
    with in_partner(partner, partner.head), pytest.raises(Refused, match="соглашение об использовании"):
        acts.ask_code(agreement, edition=1, session_mark="s")
    record_terms(world.center, agreement, partner.head)
    with in_partner(partner, partner.head):
        acts.ask_code(agreement, edition=1, session_mark="s")
        code = code_of_letter(partner.head)
        with pytest.raises(Refused, match="в другом сеансе"):
            acts.sign_by_code(agreement, code, session_mark="other")
        wrong = "000000" if code != "000000" else "111111"
        with pytest.raises(Refused, match="Осталось попыток: 3"):
            acts.sign_by_code(agreement, wrong, session_mark="s")
        acts.sign_by_code(agreement, code, session_mark="s")
        with pytest.raises(Refused, match="уже"):
            acts.sign_by_code(agreement, code, session_mark="s")
    with in_tenant(world.center) as session:
        assert len(session.scalars(select(AgreementSignature)).all()) == 1


def test_two_people_sign_at_the_same_second(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner, both=True)
    codes = {}
    for person in (partner.head, partner.deputy):
        record_terms(world.center, agreement, person)
        with in_partner(partner, person):
            acts.ask_code(agreement, edition=1, session_mark="s")
        codes[person.email] = code_of_letter(person)

    def sign(person: Someone) -> str:
        with in_partner(partner, person):
            try:
                acts.sign_by_code(agreement, codes[person.email], session_mark="s")
            except Refused as refusal:
                return refusal.message
        return ""

    twice = [partner.head, partner.deputy, partner.head, partner.deputy]
    with ThreadPoolExecutor(4) as pool:
        answers = [
            one.result() for one in [pool.submit(copy_context().run, sign, person) for person in twice]
        ]
    assert answers.count("") == 2
    with in_tenant(world.center) as session:
        assert len(session.scalars(select(AgreementSignature)).all()) == 2


def test_a_new_edition_voids_signatures_and_tells_everybody(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner, both=True)
    record_terms(world.center, agreement, partner.head)
    _sign(partner, partner.head, agreement)
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        body = Body.of_json(rows.version_of(rows.get_agreement(agreement)).body)
    key = next(block.key for block in body.blocks if block.kind == "point")
    with in_partner(partner, partner.deputy):
        acts.propose(agreement, key, "Новые слова пункта.", "Так точнее")
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        (proposal,) = rows.proposals_of(rows.get_agreement(agreement))
        negotiating.answer_proposals(agreement, {proposal.id: negotiating.Answer("accepted")})
        found = rows.get_agreement(agreement)
        assert (found.state, found.edition) == ("sent", 2)
        assert all(one.voided_at for one in rows.signatures_of(found))
        assert [one.number for one in rows.versions_of(found) if one.sha256] == [1, 2]
    with in_partner(partner, partner.head), pytest.raises(Refused, match="2-я редакция"):
        acts.ask_code(agreement, edition=1, session_mark="s")
    with in_system() as session:
        told = session.scalars(
            select(Letter.recipient).where(Letter.subject.contains("Новая редакция"))
        ).all()
    assert set(told) == {partner.head.email, partner.deputy.email, world.center.director.email}


def test_a_partner_removed_while_signing(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner)
    record_terms(world.center, agreement, partner.head)
    with in_partner(partner, partner.head):
        acts.ask_code(agreement, edition=1, session_mark="s")
    with database.open_scope(IdentityScope()) as session, change(audited=False):
        session.execute(
            update(PartnerMembership)
            .where(PartnerMembership.account_id == partner.head.account_id)
            .values(closed_at=database.now())
        )
    with in_partner(partner, partner.head), pytest.raises(Refused, match="Ничего не подписано"):
        acts.sign_by_code(agreement, code_of_letter(partner.head), session_mark="s")
    assert _state(world, agreement).state == "sent"


def test_files_that_are_no_signature(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner)
    director = world.center.director
    with in_tenant(world.center, director, rights=DIRECTORS):
        pdf = papers.document(rows.get_agreement(agreement))[1]
        for data in (b"", b"not a signature", b"0" * (100 * 1024 * 1024)):
            with pytest.raises(Refused) as refusal:
                signing.sign_by_file(agreement, "our", data, "x.sig")
            assert refusal.value.field == "signature"
        key = _signer(world)
        with pytest.raises(Refused, match="под другим документом"):
            signing.sign_by_file(agreement, "our", keys.sign(b"another", key), "x.sig")
        stranger = keys.make_signer(keys.shared_root(), keys.Holder(surname="Чужова"))
        with pytest.raises(Refused, match="Никто не подписывает за другого"):
            signing.sign_by_file(agreement, "our", keys.sign(pdf, stranger), "x.sig")
        signing.sign_by_file(agreement, "our", keys.sign(pdf, key), "x.sig")
    assert _state(world, agreement).state == "partly_signed"


def test_declining_handing_over_and_strangers(world: World, partner: PartnerPlace) -> None:
    agreement = make_agreement(world.center, partner)
    with (
        in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=RIGHTS),
        pytest.raises(NotFound),
    ):
        rows.get_agreement(agreement)
    with in_partner(partner, partner.head):
        (choice,) = acts.colleagues(agreement)
        acts.hand_over(agreement, choice[0], "В отпуске")
        with pytest.raises(Refused, match="передали"):
            acts.decline(agreement, "Нет")
    with in_partner(partner, partner.deputy):
        with pytest.raises(Refused) as refusal:
            acts.decline(agreement, " ")
        assert refusal.value.field == "reason"
        acts.decline(agreement, "Не наш профиль")
    found = _state(world, agreement)
    assert (found.state, found.end_reason) == ("declined", "Не наш профиль")
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS), pytest.raises(Refused):
        sending.remind(agreement)
    with in_tenant(world.center):
        ending.expire_daily()
