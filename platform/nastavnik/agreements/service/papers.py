# SPDX-License-Identifier: MIT
"""Documents of an agreement: the original, the sealed result with marks, and the package that proves it offline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from nastavnik.accounts.service.installation import settings
from nastavnik.agreements.check_codes import shown_check_code
from nastavnik.agreements.documents.body import Body
from nastavnik.agreements.documents.marks import CheckMark, Sheet, moment_line
from nastavnik.agreements.documents.rendering import agreement_pdf
from nastavnik.agreements.marking import marks_of, sheet_entry_of
from nastavnik.agreements.models import (
    Agreement,
    AgreementSignatory,
    AgreementSignature,
    AgreementVersion,
    SimpleSignatureTerms,
)
from nastavnik.agreements.signatures.findings import SignatureReport
from nastavnik.agreements.signatures.package import PackageContent, PackagedSignature, build_package
from nastavnik.agreements.signatures.seal import installed_key, seal
from nastavnik.agreements.states import OUR, QUALIFIED
from nastavnik.foundation import files
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.jobs import Outcome, Progress
from nastavnik.tenants import service as tenants

from .rows import counted, locked_agreement, signatories_of, version_of
from .telling import our_path


@dataclass(frozen=True, slots=True)
class _Signed:
    version: AgreementVersion
    signatories: list[AgreementSignatory]
    signatures: list[AgreementSignature]
    terms: Mapping[UUID, SimpleSignatureTerms]


def document(agreement: Agreement, *, edition: int | None = None) -> tuple[str, bytes]:
    """Name and bytes: of an edition as it is signed; without one, of the result when there is one."""
    if edition is None and agreement.result_file_id is not None:
        return _name(agreement, "с отметками", ".pdf"), _bytes(agreement.result_file_id)
    version = version_of(agreement, edition)
    if version.file_id is None:
        raise NotFound("this edition has no document")
    return _name(agreement, f"редакция {version.number}", ".pdf"), _bytes(version.file_id)


def check_url(agreement: Agreement) -> str:
    """Where anybody checks the agreement."""
    return f"{settings().base_url.rstrip('/')}/verify/{shown_check_code(agreement.check_code)}"


def result_job(progress: Progress) -> Outcome:
    """Make the result; run twice it makes it once."""
    agreement_id = UUID(str(progress.params["agreement"]))
    with change() as tx:
        agreement = locked_agreement(agreement_id)
        if agreement.result_file_id is None:
            pdf = seal(
                _result(agreement),
                reason="Экземпляр с отметками о подписании",
                location=tenants.current_tenant().place,
                by=installed_key(settings()),
            )
            stored = files.store(pdf, _name(agreement, "с отметками", ".pdf"), files.PDF.media_type)
            agreement.result_file_id, agreement.result_sha256 = stored.id, stored.sha256
            tx.record("agreements.result_made", subject=agreement, after={"sha256": stored.sha256})
        return Outcome(file_id=agreement.result_file_id, url=our_path(agreement))


def package(agreement: Agreement) -> tuple[str, bytes]:
    """The ZIP that is verified without this platform. ``NotFound`` before there is anything to prove."""
    signed = _signed(agreement)
    if signed.version.file_id is None:
        raise NotFound("there is no document yet")
    people = {one.id: one for one in signed.signatories}
    content = PackageContent(
        title=agreement.title,
        number=agreement.number,
        edition=signed.version.number,
        original=_bytes(signed.version.file_id),
        made_at=now(),
        result=_bytes(agreement.result_file_id) if agreement.result_file_id else b"",
        signatures=tuple(_packaged(one, people[one.signatory_id], signed) for one in signed.signatures),
        check_url=check_url(agreement),
        check_code=shown_check_code(agreement.check_code),
        seal_certificate=installed_key(settings()).certificate,
    )
    return _name(agreement, "пакет", ".zip"), build_package(content)


def _result(agreement: Agreement) -> bytes:
    signed = _signed(agreement)
    version, people = signed.version, {one.id: one for one in signed.signatories}
    named = f"соглашение № {agreement.number}, {version.number}-я редакция"
    sheet = Sheet(
        document=f"{agreement.title} № {agreement.number}",
        edition=f"{version.number}-я редакция",
        size=version.size,
        sha256=version.sha256,
        streebog=version.streebog,
        entries=tuple(
            sheet_entry_of(one, people[one.signatory_id], terms=_terms(one, signed))
            for one in signed.signatures
        ),
        made=moment_line(now()),
    )
    return agreement_pdf(
        Body.of_json(version.body),
        marks=marks_of(signed.signatories, signed.signatures, document=named, terms=signed.terms),
        sheet=sheet,
        check=CheckMark(check_url(agreement), shown_check_code(agreement.check_code)),
    )


def _packaged(
    signature: AgreementSignature, signatory: AgreementSignatory, signed: _Signed
) -> PackagedSignature:
    entry = sheet_entry_of(signature, signatory, terms=_terms(signature, signed))
    stored = files.get_file(signature.file_id) if signature.file_id else None
    return PackagedSignature(
        way=signature.way,
        who=entry.who,
        party=entry.party,
        signed_at=signature.signed_at,
        data=files.read_file(stored) if stored else b"",
        suffix=".sig" if signature.way == QUALIFIED or stored is None else _suffix(stored.media_type),
        report=SignatureReport.from_json(signature.report) if signature.report else None,
        details=entry.details,
        authority=_bytes(signature.authority_file_id) if signature.authority_file_id else b"",
    )


def _signed(agreement: Agreement) -> _Signed:
    signatures = sorted(counted(agreement).values(), key=lambda one: one.signed_at)
    wanted = [one.terms_id for one in signatures if one.terms_id]
    terms = session().scalars(select(SimpleSignatureTerms).where(SimpleSignatureTerms.id.in_(wanted)))
    people = sorted(signatories_of(agreement), key=lambda one: (one.side != OUR, one.position))
    return _Signed(version_of(agreement), people, signatures, {one.id: one for one in terms})


def _terms(signature: AgreementSignature, signed: _Signed) -> SimpleSignatureTerms | None:
    return signed.terms.get(signature.terms_id) if signature.terms_id else None


def _suffix(media_type: str) -> str:
    kinds = (files.PDF, files.JPEG, files.PNG)
    return next((kind.suffix for kind in kinds if kind.media_type == media_type), ".bin")


def _bytes(file_id: UUID) -> bytes:
    return files.read_file(files.get_file(file_id))


def _name(agreement: Agreement, what: str, suffix: str) -> str:
    return files.tidy_name(f"Соглашение {agreement.number}, {what}{suffix}")
