# SPDX-License-Identifier: MIT
"""The archive of an agreement verifies by itself, and whatever is changed in it shows."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nastavnik.agreements.signatures import package as module
from nastavnik.agreements.signatures.checking import check
from nastavnik.agreements.signatures.package import (
    ORIGINAL,
    PROTOCOL,
    PROTOCOL_TEXT,
    RESULT,
    NotAPackage,
    PackageContent,
    PackagedSignature,
    build_package,
    verify_package,
)
from nastavnik.agreements.signatures.seal import seal
from nastavnik.agreements.signatures.sealing_key import SealKey
from nastavnik.testing import signatures as made

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def content(document: bytes, seal_key: SealKey) -> PackageContent:
    signature = made.sign(document, made.shared_signer())
    return PackageContent(
        title="Соглашение о сотрудничестве",
        number="12",
        edition=2,
        original=document,
        result=seal(document, reason="12", location="Кстово", by=seal_key),
        made_at=NOW,
        seal_certificate=seal_key.certificate,
        check_url="https://nastavnik.example/verify/AAAA",
        check_code="AAAA",
        facts=(("Партнёр", "ООО «Ромашка»"),),
        signatures=(
            PackagedSignature(
                "qualified",
                "Эталонов П. С.",
                "Организация",
                NOW,
                data=signature,
                report=check(document, signature, moment=NOW),
                authority=b"<authority/>",
            ),
            PackagedSignature("simple", "Ромашкина А. А.", "Партнёр", NOW, details=(("Основание", "№ 7"),)),
            PackagedSignature("paper", "Бумагин Б. Б.", "Партнёр", None, data=b"%PDF scan", suffix=".pdf"),
        ),
    )


@pytest.fixture(scope="module")
def package(content: PackageContent) -> bytes:
    return build_package(content)


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(NotAPackage) as caught:
        verify_package(data)
    assert caught.value.sentence.endswith(".")
    return caught.value.reason_code


def test_a_package_verifies_by_itself(package: bytes, seal_key: SealKey) -> None:
    root = made.shared_root().certificate
    report = verify_package(package, roots=[root], moment=NOW, own=seal_key.certificate)
    assert report.acceptable, report.problems
    assert (report.title, report.number) == ("Соглашение о сотрудничестве", "12")
    qualified, simple, paper = report.signatures
    assert qualified.report is not None
    assert qualified.report.signers[0].chain.status == "checked"
    assert (simple.report, paper.report) == (None, None)
    assert report.seal is not None
    assert report.seal.own
    assert json.dumps(report.to_json())


def test_the_same_content_makes_the_same_bytes(content: PackageContent, package: bytes) -> None:
    assert build_package(content) == package


def test_what_lies_inside(package: bytes, document: bytes) -> None:
    files = files_of(package)
    assert files[ORIGINAL] == document
    assert "authorities/01.xml" in files
    assert "scans/03.pdf" in files
    assert files["certificates/01-1.cer"].startswith(b"-----BEGIN CERTIFICATE-----")
    told = files[PROTOCOL_TEXT].decode("utf-8-sig")
    assert "Целостность: проверено — документ не менялся после подписания" in told
    assert "Цепочка: не проверялось — корневые сертификаты в системе не установлены" in told
    assert "по статье 11 закона № 63-ФЗ этой проверкой не устанавливается" in told
    assert "12:00" not in told, "the time is the district's"
    assert "15:00:00 (UTC+03:00)" in told


@pytest.mark.parametrize(
    "name", [ORIGINAL, RESULT, "signatures/01.sig", "scans/03.pdf", "authorities/01.xml"]
)
def test_a_changed_file_shows(package: bytes, name: str) -> None:
    files = files_of(package)
    report = verify_package(
        zipped(files | {name: made.tampered(files[name], len(files[name]) // 2)}), moment=NOW
    )
    assert not report.acceptable
    assert any(name in one for one in report.problems)


def test_a_changed_document_shows_even_when_the_protocol_agrees(package: bytes) -> None:
    files = files_of(package)
    changed = made.tampered(files[ORIGINAL], 40)
    protocol = json.loads(files[PROTOCOL])
    protocol["files"][ORIGINAL]["sha256"] = module._sha256(changed)
    protocol["document"] = {"sha256": module._sha256(changed)}
    report = verify_package(
        zipped(files | {ORIGINAL: changed, PROTOCOL: json.dumps(protocol).encode()}), moment=NOW
    )
    assert not report.problems
    assert not report.acceptable
    assert report.signatures[0].report is not None
    assert report.signatures[0].report.signers[0].mathematics.code == "other_document"


def test_a_missing_file_and_one_too_many_show(package: bytes) -> None:
    files = files_of(package)
    del files["signatures/01.sig"]
    report = verify_package(zipped(files | {"extra.exe": b"MZ"}), moment=NOW)
    assert len(report.problems) == 3
    assert not report.acceptable


def test_what_is_no_package_has_its_sentence(package: bytes) -> None:
    files = files_of(package)
    assert refused(b"no archive") == "not_a_zip"
    assert refused(zipped({"a.txt": b"1"})) == "not_a_package"
    assert refused(zipped(files | {PROTOCOL: b"{"})) == "bad_protocol"
    assert refused(zipped(files | {PROTOCOL: b"[]"})) == "bad_protocol"
    assert refused(zipped(files | {PROTOCOL: b"[" * 100_000})) == "bad_protocol"
    newer = json.loads(files[PROTOCOL]) | {"version": 99}
    assert refused(zipped(files | {PROTOCOL: json.dumps(newer).encode()})) == "newer"


def test_a_bomb_is_not_unpacked(package: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_UNPACKED", 1024 * 1024)
    assert refused(zipped(files_of(package) | {"bomb": bytes(50 * 1024 * 1024)})) == "too_large"
    monkeypatch.setattr(module, "MOST_FILES", 3)
    assert refused(package) == "not_a_package"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_spoilt_archive_never_crashes(data: st.DataObject) -> None:
    spoilt = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 4))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    with suppress(NotAPackage):
        verify_package(bytes(spoilt), moment=NOW)


SMALL = build_package(
    PackageContent(title="Т", number="1", edition=1, original=b"%PDF-1.7 small", made_at=NOW)
)
