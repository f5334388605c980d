# SPDX-License-Identifier: MIT
"""What comes of three ways of signing: the sealed copy with marks, the package, the public check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from nastavnik.agreements.models import AgreementSignature
from nastavnik.agreements.service import drafting, papers, rows, sending, signing, verifying
from nastavnik.agreements.service.portal import acts
from nastavnik.agreements.signatures.package import verify_package
from nastavnik.agreements.signatures.seal import check_seal, installed_key
from nastavnik.foundation.database import now
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.jobs import Job
from nastavnik.settings import Settings
from nastavnik.testing import signatures as keys
from nastavnik.testing.agreements import (
    DIRECTORS,
    RIGHTS,
    PartnerPlace,
    code_of_letter,
    in_partner,
    make_partner,
    record_terms,
)
from nastavnik.testing.worlds import World, in_tenant


@pytest.fixture
def partner(world: World, app: Flask) -> Iterator[PartnerPlace]:
    """A partner of the Centre, inside an installation of its own."""
    with app.app_context():
        yield make_partner(world.center)


def _drafted(world: World, partner: PartnerPlace) -> UUID:
    """The organisation signs first; then the head of the partner, then the deputy."""
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        agreement = drafting.draft_agreement(
            drafting.Draft(
                partner.id,
                order="our_first",
                ours=[drafting.Signer(world.center.director.account_id)],
                theirs=[
                    drafting.Signer(partner.head.account_id),
                    drafting.Signer(partner.deputy.account_id, position=2),
                ],
            )
        ).id
        sending.ask_for_approval(agreement)
        sending.approve_and_send(agreement)
    return agreement


def _signed_three_ways(world: World, partner: PartnerPlace) -> UUID:
    agreement = _drafted(world, partner)
    record_terms(world.center, agreement, partner.head)
    with in_partner(partner, partner.head), pytest.raises(Refused, match="очередь"):
        acts.ask_code(agreement, edition=1, session_mark="s")
    with in_tenant(world.center, world.center.director, rights=DIRECTORS):
        pdf = papers.document(rows.get_agreement(agreement))[1]
        key = keys.shared_signer(holder=keys.Holder(surname="Директорова", given="Анна Ивановна"))
        signing.sign_by_file(agreement, "our", keys.sign(pdf, key), "подпись.sig")
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        deputy = next(
            one
            for one in rows.signatories_of(rows.get_agreement(agreement))
            if one.account_id == partner.deputy.account_id
        ).id
        for day, kept, field in (
            (today(), " ", "original_kept"),
            (today() + timedelta(days=1), "папка 05-12", "signed_on"),
            (today() - timedelta(days=1), "папка 05-12", "signed_on"),
        ):
            with pytest.raises(Refused) as refusal:
                _paper(agreement, deputy, day, kept)
            assert refusal.value.field in (field, None)
    with in_partner(partner, partner.head):
        acts.ask_code(agreement, edition=1, session_mark="s")
        acts.sign_by_code(agreement, code_of_letter(partner.head), session_mark="s")
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        assert rows.get_agreement(agreement).state == "partly_signed"
        _paper(agreement, deputy, today(), "папка 05-12")
        assert rows.get_agreement(agreement).state == "active"
    return agreement


def _paper(agreement: UUID, signatory: UUID, day, kept: str) -> None:  # type: ignore[no-untyped-def]
    signing.record_paper(
        agreement, signatory, b"%PDF-1.7\nscan\n", "скан.pdf", signed_on=day, original_kept=kept
    )


def _work(world: World, agreement: UUID) -> None:
    """The worker does what was asked of it; twice, as it may."""
    with in_tenant(world.center) as session:
        (job,) = session.scalars(select(Job).where(Job.kind == "agreements.result")).all()
        assert job.params == {"agreement": str(agreement)}
        for _time in range(2):
            papers.result_job(SimpleNamespace(params=job.params))  # type: ignore[arg-type]


def test_three_ways_make_one_result(world: World, partner: PartnerPlace, settings: Settings) -> None:
    agreement = _signed_three_ways(world, partner)
    _work(world, agreement)
    own = installed_key(settings).certificate
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        found = rows.get_agreement(agreement)
        _name, original = papers.document(found, edition=1)
        _name, result = papers.document(found)
        _name, package = papers.package(found)
        signatures = rows.signatures_of(found)
        assert sorted(one.way for one in signatures) == ["paper", "qualified", "simple"]
        assert {one.sha256 for one in signatures} == {rows.version_of(found).sha256}
        code = found.check_code
    assert check_seal(result, own=own).own
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(result)).pages)
    flat = " ".join(text.split())
    for words in ("Директорова", "Заводская", "папка 05-12"):
        assert words in flat
    report = verify_package(package, own=own, moment=now())
    assert report.problems == ()
    assert report.acceptable
    assert len(report.signatures) == 3
    with in_partner(partner, partner.deputy):
        assert acts.document(agreement)[1] == result
        assert acts.package(agreement)[0].endswith(".zip")

    checked = verifying.look_up(code)
    assert checked is not None
    assert len(checked.marks) == 3
    assert verifying.compare(checked, original).verdict == "same"
    assert verifying.compare(checked, result).verdict == "result"
    changed = original[:-10] + bytes([original[-10] ^ 1]) + original[-9:]
    assert verifying.compare(checked, changed).verdict == "different"


def test_a_colleague_signs_in_the_place_of_another(world: World, partner: PartnerPlace) -> None:
    agreement = _drafted(world, partner)
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        for one in [*rows.signatories_of(rows.get_agreement(agreement))]:
            if one.side == "our":
                _paper(agreement, one.id, today(), "папка 1")
    with in_partner(partner, partner.head), pytest.raises(Refused) as refusal:
        acts.hand_over(agreement, str(partner.deputy.account_id), "")
    assert refusal.value.field == "colleague"
    for wrong in ("", "x", str(world.center.director.account_id), str(partner.head.account_id)):
        with in_partner(partner, partner.head), pytest.raises(Refused):
            acts.hand_over(agreement, wrong, "")
    with in_tenant(world.center) as session:
        assert len(session.scalars(select(AgreementSignature)).all()) == 1
