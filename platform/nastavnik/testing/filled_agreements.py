# SPDX-License-Identifier: MIT
"""Templates, and an agreement that one side signed on paper: so that pages and the public check have something to show."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from docx import Document

from nastavnik.agreements.check_codes import new_check_code
from nastavnik.agreements.documents import builtin
from nastavnik.agreements.documents.body import Body
from nastavnik.agreements.documents.fields import SAMPLE
from nastavnik.agreements.documents.rendering import agreement_pdf, with_parties
from nastavnik.agreements.models import Agreement, AgreementSignatory, AgreementSignature, AgreementVersion
from nastavnik.agreements.service import templates
from nastavnik.agreements.signatures.digests import digests
from nastavnik.foundation import files
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope, session
from nastavnik.foundation.dates import today
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.notifications import notify
from nastavnik.foundation.scope import SystemScope
from nastavnik.partners.service import PartnerOrganisation, find_by_inn

from .agreements import add_partner_person
from .worlds import Place, Someone, in_tenant

INN = "5250000010"
SCAN = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def template_file(*lines: str) -> bytes:
    """A DOCX of these paragraphs."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def fill_agreements(place: Place) -> None:
    """A template in two editions, one withdrawn, and a signed agreement; for one who has a director's rights."""
    first = templates.add_template(
        "Соглашение с предприятием", template_file("Соглашение № {{ номер }}"), "Соглашение.docx"
    )
    templates.add_template(
        "Соглашение с предприятием",
        template_file("Соглашение о сотрудничестве № {{ номер }}"),
        "Соглашение.docx",
        follows=first.id,
    )
    old = templates.add_template("Прежний текст", template_file("Договор № {{ номер }}"), "Прежний.docx")
    templates.withdraw_template(old.id)
    make_agreement(place)


def fill_district_templates() -> None:
    """Templates of the district, one of them withdrawn; for an officer of the department."""
    templates.add_district_template(
        "Соглашение округа", template_file("Соглашение № {{ номер }}"), "Округ.docx"
    )
    old = templates.add_district_template(
        "Прежнее соглашение округа", template_file("Договор № {{ номер }}"), "Прежнее.docx"
    )
    templates.withdraw_district_template(old)


def make_agreement(place: Place, *, state: str = "partly_signed", editions: int = 1) -> Agreement:
    """An agreement in the open scope of the organisation with its partner, its editions, and one signature on paper.

    Rows are laid down as the room would lay them; no letter goes out and nothing is recorded.
    """
    partner = _partner(place)
    body = with_parties(builtin.agreement_body(replace(SAMPLE, number="7", on=today())))
    with change(audited=False) as tx:
        agreement = tx.add(
            Agreement(
                partner_id=partner,
                state=state,
                number="7",
                title=builtin.TITLE,
                edition=editions,
                dated_on=today(),
                ends_on=today() + timedelta(days=300),
                sign_by=today() + timedelta(days=7),
                sent_at=now(),
                activated_on=today() if state == "active" else None,
                check_code=new_check_code(),
            )
        )
        tx.flush()
        versions = [_version(agreement, body, number) for number in range(1, editions + 1)]
        for version in versions:
            tx.add(version)
        people = [
            tx.add(
                AgreementSignatory(
                    agreement_id=agreement.id,
                    side=side,
                    surname=surname,
                    name="Виктор",
                    patronymic="Николаевич",
                    post="директор",
                    invited_until=now() + timedelta(days=14),
                )
            )
            for side, surname in (("our", "Эталонов"), ("partner", "Макетов"))
        ]
        tx.flush()
        scan = files.store(SCAN, "Скан.pdf", files.PDF.media_type)
        tx.add(
            AgreementSignature(
                agreement_id=agreement.id,
                version_id=versions[-1].id,
                signatory_id=people[0].id,
                way="paper",
                signed_at=now(),
                signed_on=today(),
                signer_name="Эталонов В.Н.",
                signer_post="директор",
                sha256=versions[-1].sha256,
                file_id=scan.id,
                original_kept="каб. 12, дело 03-07",
            )
        )
    return agreement


def add_person_of_partner(place: Place) -> Someone:
    """Who signs for the partner of the filled world; a notice waits in the portal."""
    with in_tenant(place):
        partner = _partner(place)
    person = add_partner_person(partner, "Макетов", "partner")
    with in_tenant(place), change(audited=False):
        notify(person.account_id, "reminder", "Соглашение ждёт вашей подписи", url=f"/partner/{INN}/")
    return person


def _version(agreement: Agreement, body: Body, number: int) -> AgreementVersion:
    if number > 1:
        body = body.with_block("1.1", f"1.1. Стороны сотрудничают в наставничестве, редакция {number}.")
    data = agreement_pdf(body)
    stored = files.store(data, f"Соглашение 7, редакция {number}.pdf", files.PDF.media_type)
    sums = digests(data)
    return AgreementVersion(
        agreement_id=agreement.id,
        number=number,
        body=body.as_json(),
        file_id=stored.id,
        size=len(data),
        sha256=sums.sha256,
        streebog=sums.streebog,
        frozen_at=now(),
    )


def _partner(place: Place) -> UUID:
    """The legal entity, once for the whole district; written down by the platform."""
    found = find_by_inn(INN)
    if found is not None:
        return found.id
    one = new_id()
    scope = SystemScope(reason="a test writes a partner down")
    with open_scope(scope), change(audited=False):
        session().add(
            PartnerOrganisation(
                id=one,
                full_name="АО «Образец»",
                short_name="АО «Образец»",
                inn=INN,
                sector="industry",
                added_by_tenant=place.tenant_id,
                fictional=True,
            )
        )
    return one
