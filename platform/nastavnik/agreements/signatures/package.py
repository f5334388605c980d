# SPDX-License-Identifier: MIT
"""The archive of a signed agreement: it verifies without the platform and without a network.

Inside are the original bytes, the copy with marks, every signature with its certificate, powers of attorney, a protocol for
people and for programmes, and instructions on how to check it all by other means. ``verify_package`` trusts nothing that the
archive says of itself: sums are counted anew and signatures are checked anew.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from nastavnik.foundation.dates import format_date, in_district
from nastavnik.foundation.files import LARGEST, MEGABYTE
from nastavnik.foundation.i18n import gettext as _
from nastavnik.hookspecs import SignatureVerifier

from .checking import check
from .digests import digests
from .findings import NOT_ESTABLISHED, NotASignature, SignatureReport
from .pem import pem
from .seal import SealReport, check_seal

FORMAT = "nastavnik-agreement-package"
VERSION = 1
ORIGINAL, RESULT, PROTOCOL, PROTOCOL_TEXT, HELP = (
    "document.pdf",
    "document-with-marks.pdf",
    "protocol.json",
    "protocol.txt",
    "how-to-verify.txt",
)
MOST_FILES = 200
LARGEST_UNPACKED = 4 * LARGEST
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)
_LINES = (("mathematics", "Целостность"), ("chain", "Цепочка"), ("revocation", "Отзыв"))


class NotAPackage(ValueError):
    """The file is no package. ``reason_code`` is for programmes, ``sentence`` for the person."""

    def __init__(self, reason_code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason_code = reason_code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class PackagedSignature:
    """One signature under the original. ``way``: simple, qualified, paper.

    ``data`` is the file: a detached signature, or a scan with its ending in ``suffix``; empty for a simple one. ``details``
    are lines for the protocol: (label, value). ``authority`` is the file of a power of attorney.
    """

    way: str
    who: str
    party: str
    signed_at: datetime | None
    data: bytes = b""
    suffix: str = ".sig"
    report: SignatureReport | None = None
    details: tuple[tuple[str, str], ...] = ()
    authority: bytes = b""


@dataclass(frozen=True, slots=True)
class PackageContent:
    """What goes into a package. ``facts`` are lines for the protocol: (label, value). ``made_at`` has its offset."""

    title: str
    number: str
    edition: int
    original: bytes
    made_at: datetime
    result: bytes = b""
    signatures: tuple[PackagedSignature, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    check_url: str = ""
    check_code: str = ""
    seal_certificate: bytes = b""


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """A signature of the package, checked anew; ``report`` is ``None`` for other ways and for what is no signature."""

    name: str
    way: str
    who: str
    report: SignatureReport | None
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """For ``--json``."""
        report = self.report.to_json() if self.report else None
        return {
            "name": self.name,
            "way": self.way,
            "who": self.who,
            "report": report,
            "problem": self.problem,
        }


@dataclass(frozen=True, slots=True)
class PackageReport:
    """What was found. ``problems`` speak against the package, one sentence each."""

    title: str
    number: str
    sha256: str
    streebog: str
    signatures: tuple[CheckedSignature, ...]
    seal: SealReport | None
    problems: tuple[str, ...] = field(default=())

    @property
    def acceptable(self) -> bool:
        """Everything is there, unchanged, and nothing speaks against a signature or the seal."""
        return (
            not self.problems
            and all(one.report is None or one.report.acceptable for one in self.signatures)
            and (self.seal is None or self.seal.acceptable)
        )

    def to_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "title": self.title,
            "number": self.number,
            "sha256": self.sha256,
            "streebog": self.streebog,
            "signatures": [one.to_json() for one in self.signatures],
            "seal": self.seal.to_json() if self.seal else None,
            "problems": list(self.problems),
            "acceptable": self.acceptable,
        }


def build_package(content: PackageContent) -> bytes:
    """The ZIP. The same content makes the same bytes."""
    files: dict[str, bytes] = {ORIGINAL: content.original}
    if content.result:
        files[RESULT] = content.result
    if content.seal_certificate:
        files["certificates/seal.cer"] = content.seal_certificate
    signed = []
    for place, one in enumerate(content.signatures, start=1):
        names = _add(files, place, one)
        signed.append(
            {
                "way": one.way,
                "who": one.who,
                "party": one.party,
                "signed_at": one.signed_at.isoformat() if one.signed_at else None,
                "report": one.report.to_json() if one.report else None,
                "details": [list(line) for line in one.details],
                **names,
            }
        )
    sums = digests(content.original)
    protocol = {
        "format": FORMAT,
        "version": VERSION,
        "title": content.title,
        "number": content.number,
        "edition": content.edition,
        "made_at": content.made_at.isoformat(),
        "document": {"sha256": sums.sha256, "streebog256": sums.streebog, "size": len(content.original)},
        "facts": [list(line) for line in content.facts],
        "check": {"url": content.check_url, "code": content.check_code},
        "signatures": signed,
        "files": {name: {"sha256": _sha256(data), "size": len(data)} for name, data in files.items()},
    }
    files[PROTOCOL] = json.dumps(protocol, ensure_ascii=False, indent=2).encode()
    files[PROTOCOL_TEXT] = _told(content, sums.sha256, sums.streebog).encode("utf-8-sig")
    files[HELP] = _HOW.encode("utf-8-sig")
    return _zipped(files, content.made_at)


def _sha256(data: bytes) -> str:
    """SHA-256 alone, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _add(files: dict[str, bytes], place: int, one: PackagedSignature) -> dict[str, Any]:
    names: dict[str, Any] = {"file": "", "certificates": [], "authority": ""}
    if one.data:
        folder = "signatures" if one.way == "qualified" else "scans"
        names["file"] = f"{folder}/{place:02}{one.suffix if one.suffix.isascii() else '.bin'}"
        files[names["file"]] = one.data
    for number, signer in enumerate(one.report.signers if one.report else (), start=1):
        if signer.certificate_der:
            name = f"certificates/{place:02}-{number}.cer"
            files[name] = pem(signer.certificate_der, "CERTIFICATE")
            names["certificates"].append(name)
    if one.authority:
        names["authority"] = f"authorities/{place:02}.xml"
        files[names["authority"]] = one.authority
    return names


def _zipped(files: Mapping[str, bytes], made_at: datetime) -> bytes:
    moment = in_district(made_at)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (max(moment.year, 1980), *moment.timetuple()[1:6]))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def _told(content: PackageContent, sha256: str, streebog: str) -> str:
    lines = [
        "ПРОТОКОЛ ПОДПИСАНИЯ",
        "",
        f"Документ: {content.title}",
        f"Номер: {content.number or '—'}, редакция {content.edition}",
        *(f"{label}: {value}" for label, value in content.facts),
        "",
        f"Файл {ORIGINAL}, {len(content.original)} байт — подписан именно он",
        f"SHA-256: {sha256}",
        f"Стрибог-256 (ГОСТ Р 34.11-2012): {streebog or 'не вычислялся'}",
    ]
    for place, one in enumerate(content.signatures, start=1):
        lines += ["", f"Подпись {place}. {one.party}: {one.who}", f"Способ: {_WAYS.get(one.way, one.way)}"]
        if one.signed_at:
            lines.append(
                f"Время: {format_date(one.signed_at)}, {in_district(one.signed_at):%H:%M:%S} (UTC+03:00)"
            )
        lines += [f"{label}: {value}" for label, value in one.details]
        for signer in one.report.signers if one.report else ():
            facts = signer.certificate
            lines += [
                f"Сертификат: {facts.serial}, {facts.holder}, издатель {facts.issuer}",
                f"Действителен: с {format_date(facts.not_before)} по {format_date(facts.not_after)}",
                f"Алгоритм: {signer.algorithm}",
            ]
            for name, label in _LINES:
                finding = getattr(signer, name)
                lines.append(f"{label}: {finding.word} — {finding.sentence}")
    if any(one.way == "qualified" for one in content.signatures):
        lines += ["", NOT_ESTABLISHED]
    if content.check_url:
        lines += ["", f"Проверка на сайте: {content.check_url}, код {content.check_code}"]
    lines += [
        "",
        f"Протокол составлен {format_date(content.made_at)}, {in_district(content.made_at):%H:%M:%S} (UTC+03:00)",
    ]
    return "\n".join(lines) + "\n"


_WAYS = {
    "simple": "простая электронная подпись",
    "qualified": "электронная подпись с сертификатом",
    "paper": "собственноручная подпись на бумаге, приложен скан",
}
_HOW = f"""КАК ПРОВЕРИТЬ ЭТОТ АРХИВ

{ORIGINAL} — исходный документ. Подписи поставлены именно под этими байтами; не пересохраняйте файл.
{RESULT} — копия с отметками о подписях, листом подписания и печатью системы (PAdES).
signatures/ — отсоединённые подписи (CMS, CAdES). certificates/ — сертификаты подписавших.
authorities/ — машиночитаемые доверенности. scans/ — сканы бумажных подлинников.
{PROTOCOL}, {PROTOCOL_TEXT} — кто, когда и как подписал и что было проверено.

1. Командой системы «Наставник», без сети и базы данных (ROOTS — папка с корневыми сертификатами):
   nastavnik agreements verify package.zip --roots ROOTS

2. Средством проверки подписи, сертифицированным ФСБ России (КриптоАРМ, КриптоПро и другие), или на портале
   Госуслуг: выберите {ORIGINAL} и файл из папки signatures. Только так устанавливается действительность
   квалифицированной подписи по статье 11 закона № 63-ФЗ.

3. OpenSSL с поддержкой ГОСТ (пакет libengine-gost-openssl):
   openssl cms -verify -binary -engine gost -inform DER -in signatures/01.sig -content {ORIGINAL} \\
     -CAfile roots.pem -purpose any -out /dev/null

4. Неизменность файла:
   sha256sum {ORIGINAL}
   Сумма должна совпасть с записанной в {PROTOCOL_TEXT}.
"""


def verify_package(
    data: bytes,
    *,
    roots: Sequence[bytes] = (),
    moment: datetime | None = None,
    own: bytes | None = None,
    verifiers: Sequence[SignatureVerifier] | None = None,
) -> PackageReport:
    """Check a package by its own files alone. ``roots`` and ``moment`` as in ``checking.check``.

    The seal's certificate that lies inside proves nothing: ``own`` is the one the reader trusts. Raises ``NotAPackage``.
    """
    moment = moment or datetime.now(UTC)
    files = _unzipped(data)
    protocol = _protocol(files)
    original = files[ORIGINAL]
    sums = digests(original)
    problems = list(_differences(files, protocol))
    stated = protocol["document"]
    if stated.get("sha256") != sums.sha256:
        problems.append(_("The document is not the one that the protocol speaks of."))
    if sums.streebog and stated.get("streebog256") and stated["streebog256"] != sums.streebog:
        problems.append(_("The Streebog sum of the document is not the one of the protocol."))
    seal = None
    if RESULT in files:
        try:
            seal = check_seal(files[RESULT], roots=roots, moment=moment, own=own)
        except NotASignature as error:
            problems.append(error.sentence)
        else:
            if not seal.sealed:
                problems.append(_("The copy with marks has no seal."))
    return PackageReport(
        title=str(protocol.get("title", ""))[:500],
        number=str(protocol.get("number", ""))[:100],
        sha256=sums.sha256,
        streebog=sums.streebog,
        signatures=tuple(
            _checked(one, files, original, roots, moment, verifiers, problems)
            for one in protocol["signatures"]
        ),
        seal=seal,
        problems=tuple(problems),
    )


def _checked(
    stated: Mapping[str, Any],
    files: Mapping[str, bytes],
    original: bytes,
    roots: Sequence[bytes],
    moment: datetime,
    verifiers: Sequence[SignatureVerifier] | None,
    problems: list[str],
) -> CheckedSignature:
    name, way, who = (str(stated.get(one, ""))[:300] for one in ("file", "way", "who"))
    if way != "qualified":
        return CheckedSignature(name, way, who, None)
    if name not in files:
        sentence = _("The file of a signature is missing: %(name)s.", name=name or "—")
        problems.append(sentence)
        return CheckedSignature(name, way, who, None, sentence)
    try:
        report = check(original, files[name], roots=roots, moment=moment, verifiers=verifiers)
    except NotASignature as error:
        problems.append(f"{name}: {error.sentence}")
        return CheckedSignature(name, way, who, None, error.sentence)
    return CheckedSignature(name, way, who, report)


def _differences(files: Mapping[str, bytes], protocol: Mapping[str, Any]) -> list[str]:
    """Files that are missing, changed or added."""
    stated = protocol["files"]
    found = []
    for name, facts in stated.items():
        if name not in files:
            found.append(_("A file is missing: %(name)s.", name=name))
        elif not isinstance(facts, dict) or facts.get("sha256") != _sha256(files[name]):
            found.append(_("A file was changed: %(name)s.", name=name))
    known = {*stated, PROTOCOL, PROTOCOL_TEXT, HELP}
    found += [
        _("The protocol knows nothing of a file: %(name)s.", name=name) for name in files if name not in known
    ]
    return found


def _protocol(files: Mapping[str, bytes]) -> dict[str, Any]:
    if PROTOCOL not in files or ORIGINAL not in files:
        raise NotAPackage("not_a_package", _("This archive is not a package of an agreement."))
    try:
        protocol = json.loads(files[PROTOCOL])
        fits = (
            protocol["format"] == FORMAT
            and isinstance(protocol["document"], dict)
            and isinstance(protocol["files"], dict)
            and isinstance(protocol["signatures"], list)
            and len(protocol["signatures"]) <= MOST_FILES
            and all(isinstance(one, dict) for one in protocol["signatures"])
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotAPackage("bad_protocol", _("The protocol of the package cannot be read.")) from error
    if not fits:
        raise NotAPackage("bad_protocol", _("The protocol of the package cannot be read."))
    if protocol.get("version") != VERSION:
        raise NotAPackage("newer", _("The package was made by another version of the system."))
    found: dict[str, Any] = protocol
    return found


def _unzipped(data: bytes) -> dict[str, bytes]:
    """Files of the archive; sizes are counted while unpacking, whatever the archive promises."""
    if len(data) > LARGEST_UNPACKED:
        raise NotAPackage(
            "too_large", _("The file is larger than %(size)s MB.", size=LARGEST_UNPACKED // MEGABYTE)
        )
    files: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            if len(entries) > MOST_FILES or len({one.filename for one in entries}) != len(entries):
                raise NotAPackage("not_a_package", _("This archive is not a package of an agreement."))
            for entry in entries:
                with archive.open(entry) as file:
                    found = file.read(left + 1)
                left -= len(found)
                if left < 0:
                    raise NotAPackage(
                        "too_large",
                        _("The file is larger than %(size)s MB.", size=LARGEST_UNPACKED // MEGABYTE),
                    )
                files[entry.filename] = found
    except NotAPackage:
        raise
    except _BAD_ZIP as error:
        raise NotAPackage("not_a_zip", _("This is not a ZIP archive, or it is damaged.")) from error
    return files
