# SPDX-License-Identifier: MIT
"""``nastavnik agreements``: checking signatures, seals and packages without a database and without a network."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from nastavnik.foundation.dates import format_date, in_district
from nastavnik.foundation.files import MEGABYTE
from nastavnik.foundation.i18n import gettext as _
from nastavnik.plugins import Plugins

from .signatures.checking import check
from .signatures.container import open_signature
from .signatures.findings import NOT_ESTABLISHED, Finding, NotASignature, SignatureReport, SignerReport
from .signatures.package import LARGEST_UNPACKED, NotAPackage, PackageReport, verify_package
from .signatures.pem import parts_of
from .signatures.roots import read_roots
from .signatures.seal import SealReport, check_seal
from .signatures.verifiers import use_verifiers_of

BROKEN, UNREADABLE = 1, 3
File = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("agreements")
def agreement_commands() -> None:
    """Agreements and their signatures."""


@agreement_commands.command()
@click.argument("file", type=File)
@click.option(
    "--signature", type=File, metavar="SIG", help="A detached signature of FILE: .sig, .p7s or .sgn."
)
@click.option(
    "--roots",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of root certificates and lists of revoked ones (.cer .crt .pem .crl).",
)
@click.option("--seal-certificate", type=File, help="The certificate of the seal that is to be trusted.")
@click.option("--json", "as_json", is_flag=True, help="The report for programmes.")
def verify(
    file: Path, signature: Path | None, roots: Path | None, seal_certificate: Path | None, as_json: bool
) -> None:
    """Check FILE: a document with its detached signature, a sealed PDF, or a package (ZIP).

    Ends with 0 when the document is intact and nothing speaks against a signature, with 1 when something is broken or the
    mathematics could not be checked, with 2 for wrong arguments, with 3 when the file holds nothing that can be checked.
    """
    use_verifiers_of(Plugins.discover())
    installed = read_roots(roots) if roots else ()
    try:
        own = next(parts_of(_read(seal_certificate))) if seal_certificate else None
        report = _report(_read(file), _read(signature) if signature else None, installed, own)
    except (NotASignature, NotAPackage) as error:
        if as_json:
            _print_json({"error": {"code": error.reason_code, "sentence": error.sentence}})
        else:
            click.echo(error.sentence, err=True)
        sys.exit(UNREADABLE)
    if as_json:
        _print_json(report.to_json() | {"acceptable": report.acceptable})
    else:
        click.echo("\n".join(_lines(report)))
    sys.exit(0 if report.acceptable else BROKEN)


def _read(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_UNPACKED:
        size = LARGEST_UNPACKED // MEGABYTE
        raise NotASignature("too_large", _("The file is larger than %(size)s MB.", size=size))
    return path.read_bytes()


def _report(
    data: bytes, signature: bytes | None, roots: Sequence[bytes], own: bytes | None
) -> SignatureReport | SealReport | PackageReport:
    now = datetime.now(UTC)
    if signature is not None:
        return check(data, signature, roots=roots, moment=now)
    if data.startswith(b"PK\x03\x04"):
        return verify_package(data, roots=roots, moment=now, own=own)
    if data[:1] != b"\x30" and b"%PDF" in data[:1024]:
        report = check_seal(data, roots=roots, moment=now, own=own)
        if not report.sealed:
            raise NotASignature(
                "no_seal", _("The PDF holds no signature. Name a detached one with --signature.")
            )
        return report
    content = open_signature(data).content
    if content is None:
        raise NotASignature(
            "detached",
            _("The signature is detached: name the document first and the signature with --signature."),
        )
    return check(content, data, roots=roots, moment=now)


def _print_json(report: dict[str, Any]) -> None:
    click.echo(json.dumps(report, ensure_ascii=False, indent=2))


def _lines(report: SignatureReport | SealReport | PackageReport) -> list[str]:
    if isinstance(report, SignatureReport):
        return [*_signed(report), "", NOT_ESTABLISHED]
    if isinstance(report, SealReport):
        return [*_sealed(report), "", NOT_ESTABLISHED]
    lines = [
        report.title,
        f"SHA-256: {report.sha256}",
        f"Стрибог-256: {report.streebog or 'не вычислялся'}",
        *report.problems,
    ]
    for one in report.signatures:
        lines += ["", one.name or one.way, *(_signed(one.report) if one.report else [one.who])]
    if report.seal:
        lines += ["", *_sealed(report.seal)]
    verdict = (
        "Пакет цел, против подписей ничего не найдено" if report.acceptable else "В пакете есть нарушения"
    )
    return [*lines, "", verdict + ".", NOT_ESTABLISHED]


def _signed(report: SignatureReport) -> list[str]:
    lines = [f"Формат: {report.profile}"]
    for one in report.signers:
        lines += _signer(one)
    return lines


def _sealed(report: SealReport) -> list[str]:
    lines = []
    for one in report.seals:
        lines += _signer(one.signer)
        lines.append(_line("Изменения после подписи", one.whole))
    return lines


def _signer(one: SignerReport) -> list[str]:
    facts = one.certificate
    described = (
        ("Подписал", facts.holder),
        ("Должность", facts.post),
        ("Организация", facts.organisation),
        ("ИНН", facts.inn_legal or facts.inn),
        ("ОГРН", facts.ogrn),
        ("Сертификат", facts.serial),
        ("Действителен", f"{format_date(facts.not_before)}–{format_date(facts.not_after)}"),
        ("Издатель", facts.issuer),
        (
            "Время",
            f"{format_date(one.signed_at)}, {in_district(one.signed_at):%H:%M:%S}" if one.signed_at else "",
        ),
        ("Алгоритм", f"{one.algorithm} ({one.backend})" if one.backend else one.algorithm),
    )
    findings = [
        _line("Целостность документа", one.mathematics),
        _line("Цепочка сертификатов", one.chain),
        _line("Отзыв сертификата", one.revocation),
    ]
    if one.stamp:
        findings.append(_line("Штамп времени", one.stamp))
    return ["", *(f"{label}: {value}" for label, value in described if value), *findings]


def _line(label: str, finding: Finding) -> str:
    return f"{label}: {finding.word} — {finding.sentence} [{finding.code}]"
