# SPDX-License-Identifier: MIT
"""``nastavnik agreements verify``: what it prints and how it ends, without a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nastavnik.agreements.commands import agreement_commands
from nastavnik.agreements.signatures.package import PackageContent, build_package
from nastavnik.agreements.signatures.pem import pem
from nastavnik.agreements.signatures.seal import seal
from nastavnik.agreements.signatures.sealing_key import SealKey
from nastavnik.testing import signatures as made


@pytest.fixture
def folder(tmp_path: Path, document: bytes, seal_key: SealKey) -> Path:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    key = made.shared_signer()
    files = {
        "document.pdf": document,
        "changed.pdf": made.tampered(document, 40),
        "document.sig": made.sign(document, key, encoding="base64"),
        "attached.p7s": made.sign(document, key, encapsulated=True),
        "sealed.pdf": seal(document, reason="", location="", by=seal_key),
        "package.zip": build_package(
            PackageContent(title="Соглашение", number="1", edition=1, original=document, made_at=now)
        ),
        "seal.pem": pem(seal_key.certificate, "CERTIFICATE"),
        "notes.txt": b"no signature",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "root.cer").write_bytes(key.root)
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    named = [str(folder / one) if (folder / one).exists() else one for one in words]
    return CliRunner().invoke(agreement_commands, ["verify", *named])


def test_a_detached_signature(folder: Path) -> None:
    done = run(folder, "document.pdf", "--signature", "document.sig", "--roots", "roots")
    assert done.exit_code == 0, done.output
    assert "Подписал: Эталонов Пётр Сергеевич" in done.output
    assert "Целостность документа: проверено" in done.output
    assert "Цепочка сертификатов: проверено" in done.output
    assert "Отзыв сертификата: не проверялось" in done.output
    assert "по статье 11 закона № 63-ФЗ этой проверкой не устанавливается" in done.output


def test_a_changed_document_ends_with_one(folder: Path) -> None:
    done = run(folder, "changed.pdf", "--signature", "document.sig")
    assert done.exit_code == 1
    assert "Целостность документа: нарушено" in done.output
    assert "Цепочка сертификатов: не проверялось" in done.output


def test_for_programmes(folder: Path) -> None:
    done = run(folder, "document.pdf", "--signature", "document.sig", "--json")
    report = json.loads(done.output)
    assert report["acceptable"]
    assert report["signers"][0]["mathematics"]["status"] == "checked"
    done = run(folder, "document.pdf", "--signature", "notes.txt", "--json")
    assert done.exit_code == 3
    assert json.loads(done.output)["error"]["code"] == "not_a_signature"


def test_a_sealed_pdf_a_package_and_an_attached_signature(folder: Path) -> None:
    sealed = run(folder, "sealed.pdf", "--seal-certificate", "seal.pem")
    assert sealed.exit_code == 0, sealed.output
    assert "Изменения после подписи: проверено" in sealed.output
    package = run(folder, "package.zip")
    assert package.exit_code == 0, package.output
    assert "Пакет цел" in package.output
    assert run(folder, "attached.p7s").exit_code == 0


def test_what_cannot_be_checked_ends_with_three(folder: Path) -> None:
    for words in (
        ["document.pdf"],
        ["document.sig"],
        ["notes.txt"],
        ["document.pdf", "--signature", "notes.txt"],
    ):
        done = run(folder, *words)
        assert done.exit_code == 3, words
        assert done.output.strip().endswith(".")
    assert run(folder, "nowhere.pdf").exit_code == 2


def test_it_needs_no_database_and_no_settings(folder: Path) -> None:
    words = [
        "agreements",
        "verify",
        str(folder / "document.pdf"),
        "--signature",
        str(folder / "document.sig"),
    ]
    environment = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1"}
    code = "from nastavnik.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "проверено" in done.stdout
