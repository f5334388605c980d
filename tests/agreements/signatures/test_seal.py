# SPDX-License-Identifier: MIT
"""The installation's seal: made, checked here and by pyHanko itself, broken by any change."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from nastavnik.agreements.signatures.findings import NotASignature
from nastavnik.agreements.signatures.pem import pem
from nastavnik.agreements.signatures.seal import CannotSeal, check_seal, installed_key, seal
from nastavnik.agreements.signatures.sealing_key import BadSealKey, SealKey, make_seal_key, seal_key_of
from nastavnik.settings import Settings
from nastavnik.testing.signatures import tampered


@pytest.fixture(scope="module")
def sealed(document: bytes, seal_key: SealKey) -> bytes:
    return seal(document, reason="Соглашение № 12", location="Кстово", by=seal_key)


def test_a_seal_is_right_and_the_bytes_before_it_stay(
    document: bytes, sealed: bytes, seal_key: SealKey
) -> None:
    assert sealed.startswith(document)
    (found,) = check_seal(sealed, own=seal_key.certificate).seals
    assert found.own
    assert found.acceptable
    assert found.signer.mathematics.status == "checked"
    assert found.signer.chain.status == "checked"
    assert (found.whole.status, found.whole.code) == ("checked", "whole")
    assert (found.reason, found.location) == ("Соглашение № 12", "Кстово")
    assert found.signer.certificate.holder == "Печать системы «Наставник»"
    assert found.sealed_at is not None


def test_without_the_certificate_the_chain_is_not_checked(sealed: bytes) -> None:
    report = check_seal(sealed)
    (found,) = report.seals
    assert not found.own
    assert not report.own
    assert found.signer.chain.status == "not_checked"


def test_pyhanko_itself_accepts_the_seal(sealed: bytes, seal_key: SealKey) -> None:
    (embedded,) = PdfFileReader(BytesIO(sealed)).embedded_signatures
    trusted = ValidationContext(
        trust_roots=[x509.Certificate.load(seal_key.certificate)], allow_fetching=False
    )
    status = validate_pdf_signature(embedded, trusted)
    assert status.intact
    assert status.valid
    assert status.trusted
    assert status.bottom_line
    assert "Agreement" in PdfReader(BytesIO(sealed)).pages[0].extract_text()


def test_a_second_seal_leaves_the_first_one_whole(sealed: bytes, seal_key: SealKey) -> None:
    twice = seal(sealed, reason="again", location="", by=make_seal_key("Другая"))
    first, second = check_seal(twice, own=seal_key.certificate).seals
    assert (first.own, second.own) == (True, False)
    assert (first.whole.status, first.whole.code) == ("checked", "added_after")
    assert second.whole.code == "whole"


def test_a_changed_byte_breaks_the_seal(document: bytes, sealed: bytes, seal_key: SealKey) -> None:
    changed = tampered(sealed, document.index(b"stream") + 40)
    (found,) = check_seal(changed, own=seal_key.certificate).seals
    assert found.signer.mathematics.status == "broken"
    assert not found.acceptable


def test_an_addition_after_the_seal_breaks_it(sealed: bytes, seal_key: SealKey) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    page = writer.root["/Pages"]["/Kids"].raw_get(0).get_object()
    page["/Rotate"] = NumberObject(90)
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    (found,) = check_seal(out.getvalue(), own=seal_key.certificate).seals
    assert (found.whole.status, found.whole.code) == ("broken", "changed_after")
    assert not found.acceptable
    (found,) = check_seal(sealed + b"%more\n", own=seal_key.certificate).seals
    assert (found.whole.status, found.whole.code) == ("broken", "appended")


def test_what_cannot_be_sealed_or_checked(document: bytes, seal_key: SealKey) -> None:
    with pytest.raises(CannotSeal):
        seal(b"no document", reason="", location="", by=seal_key)
    with pytest.raises(NotASignature) as caught:
        check_seal(b"no document")
    assert caught.value.reason_code == "not_a_pdf"
    assert not check_seal(document).sealed


def test_a_cut_file_never_crashes(sealed: bytes) -> None:
    for place in range(0, len(sealed), len(sealed) // 60):
        try:
            report = check_seal(sealed[:place])
        except NotASignature:
            continue
        assert not report.acceptable
    assert not check_seal(sealed, moment=datetime(2099, 1, 1, tzinfo=UTC)).acceptable


def test_the_key_is_made_once_and_only_its_owner_reads_it(settings: Settings, tmp_path: Path) -> None:
    mine = settings.model_copy(update={"data_dir": tmp_path, "seal_key": "", "seal_certificate": ""})
    found: list[SealKey] = []
    threads = [Thread(target=lambda: found.append(seal_key_of(mine))) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len({one.certificate for one in found}) == 1
    assert seal_key_of(mine) == found[0]
    assert (tmp_path / "seal" / "key.pem").stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == ["seal"]
    assert installed_key(mine) is installed_key(mine)


def test_the_operator_may_give_a_key(settings: Settings, tmp_path: Path, seal_key: SealKey) -> None:
    (tmp_path / "k").write_bytes(pem(seal_key.key, "PRIVATE KEY"))
    (tmp_path / "c").write_bytes(pem(seal_key.certificate, "CERTIFICATE"))
    (tmp_path / "other").write_bytes(pem(make_seal_key("Другая").certificate, "CERTIFICATE"))
    given = {"seal_key": str(tmp_path / "k"), "seal_certificate": str(tmp_path / "c")}
    assert seal_key_of(settings.model_copy(update=given)) == seal_key
    for wrong in (
        {"seal_certificate": ""},
        {"seal_certificate": str(tmp_path / "other")},
        {"seal_key": "/nowhere"},
    ):
        with pytest.raises(BadSealKey):
            seal_key_of(settings.model_copy(update=given | wrong))
