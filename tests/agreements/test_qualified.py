# SPDX-License-Identifier: MIT
"""A detached signature against the document, the person, the organisation and the power of attorney."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from nastavnik.agreements.documents.body import Body
from nastavnik.agreements.models import AgreementSignatory, AgreementSignature
from nastavnik.agreements.service import drafting, negotiating, papers, rows, sending, signing
from nastavnik.agreements.service.signing.qualified import is_of
from nastavnik.foundation.errors import Refused
from nastavnik.testing import signatures as keys
from nastavnik.testing.agreements import DIRECTORS, RIGHTS, PartnerPlace, make_agreement, make_partner
from nastavnik.testing.worlds import World, in_tenant

HOLDER = keys.Holder(surname="Директорова", given="Анна Ивановна")


@pytest.fixture
def partner(world: World, app: Flask) -> Iterator[PartnerPlace]:
    """A partner of the Centre, inside an installation of its own."""
    with app.app_context():
        yield make_partner(world.center)


@pytest.fixture
def take(world: World, partner: PartnerPlace) -> Callable[..., str]:
    """The director brings a file; what was refused in words, empty when it was taken."""

    def taken(agreement: UUID, data: bytes, authority: bytes = b"") -> str:
        with in_tenant(world.center, world.center.director, rights=DIRECTORS):
            try:
                signing.sign_by_file(agreement, "our", data, "подпись.sig", authority=authority)
            except Refused as refusal:
                return refusal.message
        return ""

    return taken


def _document(world: World, agreement: UUID, edition: int = 1) -> bytes:
    with in_tenant(world.center, world.center.director, rights=DIRECTORS):
        return papers.document(rows.get_agreement(agreement), edition=edition)[1]


def _authority(surname: str = "Директорова", inn: str = "", until: str = "2030-01-15") -> bytes:
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Доверенность xmlns="urn://x-artefacts/EMCHD_1"><Документ><Довер>
  <СвДов НомДовер="5f6a6a0c-1f0e-4d0c-9a5e-0a8f7c1d2e3b" ДатаВыдДовер="2026-01-15" СрокДейст="{until}"/>
  <СвДоверит><Доверит><РосОргДовер><СвРосОрг НаимОрг="Центр" ИННЮЛ="{inn}"/></РосОргДовер></Доверит></СвДоверит>
  <СвУпПред><Пред><СведФизЛ><ФИО Фамилия="{surname}" Имя="Анна" Отчество="Ивановна"/></СведФизЛ></Пред></СвУпПред>
 </Довер></Документ></Доверенность>""".encode()


def test_what_was_established_is_kept_with_the_signature(
    world: World, partner: PartnerPlace, take: Callable[..., str]
) -> None:
    agreement = make_agreement(world.center, partner)
    data = keys.sign(_document(world, agreement), keys.shared_signer(holder=HOLDER))
    assert take(agreement, data) == ""
    assert "уже" in take(agreement, data)
    with in_tenant(world.center) as session:
        kept = session.scalars(select(AgreementSignature)).one()
        assert (kept.way, kept.voided_at) == ("qualified", None)
        signer = kept.report["signers"][0]
        assert signer["mathematics"]["status"] == "checked"
        assert signer["chain"]["status"] == "not_checked"
        assert signer["revocation"]["status"] == "not_checked"


def test_a_signature_of_a_former_edition(
    world: World, partner: PartnerPlace, take: Callable[..., str]
) -> None:
    agreement = make_agreement(world.center, partner)
    former = keys.sign(_document(world, agreement), keys.shared_signer(holder=HOLDER))
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        body = Body.of_json(rows.version_of(rows.get_agreement(agreement)).body)
        point = next(block for block in body.blocks if block.kind == "point")
        negotiating.correct_sent(agreement, point.key, f"{point.text} Уточнено.", "Уточнение")
    assert "редакци" in take(agreement, former)
    data = keys.sign(_document(world, agreement, 2), keys.shared_signer(holder=HOLDER))
    assert take(agreement, data) == ""


def test_signatures_that_are_refused(world: World, partner: PartnerPlace, take: Callable[..., str]) -> None:
    agreement = make_agreement(world.center, partner)
    pdf = _document(world, agreement)
    good = keys.sign(pdf, keys.shared_signer(holder=HOLDER))
    namesake = keys.Holder(surname="Директорова", given="Мария Петровна")
    longer = keys.Holder(surname="Директорованова", given="Анна Ивановна")
    for data, words in (
        (keys.sign(pdf, keys.make_expired_signer(keys.shared_root(), HOLDER)), "истёк"),
        (keys.sign(pdf, keys.shared_signer(holder=namesake)), "Никто не подписывает за другого"),
        (keys.sign(pdf, keys.shared_signer(holder=longer)), "Никто не подписывает за другого"),
        (
            keys.sign(pdf[:-1] + bytes([pdf[-1] ^ 1]), keys.shared_signer(holder=HOLDER)),
            "под другим документом",
        ),
        (keys.tampered(good), ""),
        (good[: len(good) // 2], ""),
        (pdf, ""),
    ):
        said = take(agreement, data)
        assert said
        assert words in said
    with in_tenant(world.center) as session:
        assert session.scalars(select(AgreementSignature)).all() == []
    assert take(agreement, good) == ""


def test_who_signs_for_the_head_brings_a_power_of_attorney(
    world: World, partner: PartnerPlace, take: Callable[..., str]
) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        agreement = drafting.draft_agreement(
            drafting.Draft(
                partner.id,
                ours=[
                    drafting.Signer(world.center.director.account_id, basis="доверенности № 7", head=False)
                ],
                theirs=[drafting.Signer(partner.head.account_id)],
            )
        ).id
        sending.ask_for_approval(agreement)
        sending.approve_and_send(agreement)
    data = keys.sign(_document(world, agreement), keys.shared_signer(holder=HOLDER))
    assert "доверенность" in take(agreement, data).lower()
    for authority in (
        b"<a/>",
        b"not xml",
        _authority(surname="Чужова"),
        _authority(until="2026-02-01"),
    ):
        assert take(agreement, data, authority)
    assert take(agreement, data, _authority()) == ""
    with in_tenant(world.center) as session:
        kept = session.scalars(select(AgreementSignature)).one()
        assert kept.authority_number == "5f6a6a0c-1f0e-4d0c-9a5e-0a8f7c1d2e3b"
        assert kept.authority_file_id is not None


@pytest.mark.parametrize(
    ("holder", "fits"),
    [
        ("Королёва Анна Ивановна", True),
        ("КОРОЛЕВА АННА ИВАНОВНА", True),
        ("Королева А.И.", True),
        ("Анна Ивановна Королёва", True),
        ("Королёва", True),
        ("Королёва Анна", True),
        ("Королёва Инна Ивановна", False),
        ("Королёва А.П.", False),
        ("Королёвантова Анна Ивановна", False),
        ("Анна Ивановна", False),
        ("", False),
    ],
)
def test_a_certificate_is_of_the_person_by_whole_words(holder: str, *, fits: bool) -> None:
    signatory = AgreementSignatory(surname="Королёва", name="Анна", patronymic="Ивановна")
    assert is_of(holder, signatory) is fits
