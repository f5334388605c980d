# SPDX-License-Identifier: MIT
"""A detached signature made in the signatory's own tool: checked, and kept with everything that was established."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

from nastavnik.accounts.service.installation import settings
from nastavnik.agreements.models import Agreement, AgreementSignatory, AgreementSignature, AgreementVersion
from nastavnik.agreements.service.rows import version_of, versions_of
from nastavnik.agreements.signatures.authority import Authority, NotAnAuthority, read_authority
from nastavnik.agreements.signatures.checking import check, signed_document
from nastavnik.agreements.signatures.findings import NotASignature, SignatureReport
from nastavnik.agreements.signatures.roots import read_roots
from nastavnik.agreements.states import OUR, QUALIFIED
from nastavnik.foundation import files
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.partners import service as partners
from nastavnik.tenants import service as tenants

from .counting import moment_fields, my_place, put, signer_fields

LARGEST = 5 * files.MEGABYTE
MEDIA_TYPE = "application/pkcs7-signature"
_WORD = re.compile(r"[^\W\d_]+")


def sign_by_file(
    agreement_id: UUID,
    side: str,
    data: bytes,
    name: str,
    *,
    authority: bytes = b"",
    authority_name: str = "",
    session_mark: str = "",
) -> None:
    """Take a signature under the document of the edition in force. ``Refused`` says what speaks against it."""
    _refuse_size(data, "signature")
    with change() as tx:
        agreement, mine = my_place(agreement_id, side)
        version = version_of(agreement)
        report = _report(agreement, version, data)
        power = _power(authority, agreement, mine) if authority else None
        if power is None and not mine.head:
            raise Refused(
                _("You sign for the head: attach the machine-readable power of attorney."), field="authority"
            )
        remarks = _remarks(report, mine, _inn(agreement, side), power)
        stored = files.store(data, name or "signature.sig", MEDIA_TYPE)
        kept = (
            files.store(authority, authority_name or "authority.xml", "application/xml")
            if authority
            else None
        )
        put(
            tx,
            agreement,
            mine,
            AgreementSignature(
                agreement_id=agreement.id,
                version_id=version.id,
                signatory_id=mine.id,
                way=QUALIFIED,
                session_mark=session_mark,
                sha256=version.sha256,
                streebog=version.streebog,
                file_id=stored.id,
                report=report.to_json(),
                remarks=remarks,
                authority_number=power.number if power else "",
                authority_file_id=kept.id if kept else None,
                authority=power.to_json() if power else {},
                **signer_fields(mine),
                **moment_fields(),
            ),
        )


def _refuse_size(data: bytes, field: str) -> None:
    if not data:
        raise Refused(_("Choose the file of the signature."), field=field)
    if len(data) > LARGEST:
        raise Refused(
            _(
                "The file is larger than %(size)s MB: a detached signature takes some kilobytes.",
                size=LARGEST // files.MEGABYTE,
            ),
            field=field,
        )


def _report(agreement: Agreement, version: AgreementVersion, data: bytes) -> SignatureReport:
    house = settings()
    folder = Path(house.signature_roots) if house.signature_roots else house.data_dir / "roots"
    try:
        report = check(_bytes(version), data, roots=read_roots(folder), moment=now())
        if any(one.mathematics.code == "other_document" for one in report.signers):
            older = {
                one.number: _bytes(one)
                for one in versions_of(agreement)
                if one.file_id and one.id != version.id
            }
            edition = signed_document(data, older)
            raise Refused(
                _(
                    "This is a signature of edition %(number)s. Download and sign the edition in force.",
                    number=edition,
                )
                if edition
                else _("This signature was made under another document. Download the PDF here and sign it."),
                field="signature",
            )
    except NotASignature as error:
        raise Refused(error.sentence, field="signature") from error
    for signer in report.signers:
        if signer.certificate.expired_at(now()):
            raise Refused(_("The certificate of the signature has expired."), field="signature")
    if not report.acceptable:
        said = "; ".join(one.sentence for one in report.broken) or report.signers[0].mathematics.sentence
        raise Refused(_("The signature was not taken: %(reason)s.", reason=said), field="signature")
    return report


def _power(data: bytes, agreement: Agreement, signatory: AgreementSignatory) -> Authority:
    _refuse_size(data, "authority")
    try:
        power = read_authority(data)
    except NotAnAuthority as error:
        raise Refused(str(error), field="authority") from error
    if power.expired_on(today()):
        raise Refused(_("The term of the power of attorney is over."), field="authority")
    if not is_of(power.representative, signatory):
        raise Refused(_("The power of attorney was given to somebody else."), field="authority")
    inn = _inn(agreement, signatory.side)
    if inn and power.principal_inn and power.principal_inn != inn:
        raise Refused(_("The power of attorney was given by another organisation."), field="authority")
    return power


def _remarks(
    report: SignatureReport, signatory: AgreementSignatory, inn: str, power: Authority | None
) -> list[str]:
    """Codes of what was not established. Another person's or organisation's certificate is refused."""
    found = report.signers[0].certificate
    if not is_of(found.holder, signatory):
        raise Refused(
            _(
                "The certificate belongs to %(holder)s, not to you. Nobody signs for another.",
                holder=found.holder,
            ),
            field="signature",
        )
    if power is None and inn and found.inn_legal and found.inn_legal.lstrip("0") != inn.lstrip("0"):
        raise Refused(_("The certificate was issued to another organisation."), field="signature")
    return [] if power is not None or found.inn_legal else ["no_organisation"]


def is_of(holder: str, signatory: AgreementSignatory) -> bool:
    """Whether the holder of a certificate is the signatory: whole words of the surname and of the name.

    «ё» is «е», initials stand for names, and a certificate that gives the surname alone is of anybody of that surname.
    """
    words = _words(holder)
    surname, given = _words(signatory.surname), _words(f"{signatory.name} {signatory.patronymic}")
    if not surname or not set(surname) <= set(words):
        return False
    rest = list(words)
    for one in surname:
        rest.remove(one)
    pairs = zip(rest, given, strict=False)
    return all(one == wanted or (len(one) == 1 and wanted.startswith(one)) for one, wanted in pairs)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("ё", "е"))


def _inn(agreement: Agreement, side: str) -> str:
    return tenants.current_tenant().inn if side == OUR else partners.organisation(agreement.partner_id).inn


def _bytes(version: AgreementVersion) -> bytes:
    if version.file_id is None:
        raise Refused(_("The document is not made yet."))
    return files.read_file(files.get_file(version.file_id))
