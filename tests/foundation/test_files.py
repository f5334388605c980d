# SPDX-License-Identifier: MIT
"""Files are known by what is inside, kept by content, and belong to one organisation."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from nastavnik.foundation import files
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.testing.worlds import World, in_tenant


def _zip(**members: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", files.PDF),
        (b"\xff\xd8\xff\xe0...", files.JPEG),
        (b"\x89PNG\r\n\x1a\n...", files.PNG),
        (_zip(word__document_xml="<x/>"), files.DOCX),
        (_zip(xl__workbook_xml="<x/>"), files.XLSX),
        (_zip(mimetype="application/vnd.oasis.opendocument.text"), files.ODT),
        (_zip(readme="x"), None),
        (b"PK\x03\x04 broken", None),
        (b"MZ\x90\x00", None),
    ],
    # An archive holds the moment it was made, so that its bytes name another test in each process.
    ids=range(9),
)
def test_the_kind_is_told_by_what_is_inside(data: bytes, kind: files.Kind | None) -> None:
    assert files.detect(data) == kind


@pytest.mark.parametrize(
    "data", [b"", b"MZ\x90\x00 a programme called plan.pdf", b"%PDF-" + b"0" * files.LARGEST]
)
def test_a_bad_upload_gets_a_sentence_beside_its_field(data: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        files.check_upload(data, field="scan")
    assert refusal.value.field == "scan"
    assert refusal.value.message.endswith(".")


def test_what_is_stored_is_read_back_and_equal_bytes_lie_once(world: World) -> None:
    with in_tenant(world.center):
        first = files.store(b"%PDF-1.7 plan", "../План.pdf", "application/pdf")
        second = files.store(b"%PDF-1.7 plan", "Копия.pdf", "application/pdf")
        assert first.name == "План.pdf"
        assert first.sha256 == second.sha256
        assert files.read_file(files.get_file(first.id)) == b"%PDF-1.7 plan"


def test_a_neighbour_does_not_find_the_file(world: World) -> None:
    with in_tenant(world.center):
        file = files.store(b"%PDF-1.7", "План.pdf", "application/pdf")
    with in_tenant(world.ankudinovskaya), pytest.raises(NotFound):
        files.get_file(file.id)


def test_changed_bytes_are_not_handed_out(world: World) -> None:
    with in_tenant(world.center):
        file = files.store(b"%PDF-1.7", "План.pdf", "application/pdf")
        files.storage().path(file.tenant_id, file.sha256).write_bytes(b"other")
        with pytest.raises(NotFound):
            files.read_file(file)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\docs\\Приказ.pdf", "Приказ.pdf"),
        ("..", "file"),
        ("a\x00b.pdf", "ab.pdf"),
        ("я" * 300 + ".pdf", None),
    ],
)
def test_names_are_tidied(given: str, kept: str | None) -> None:
    tidy = files.tidy_name(given)
    assert len(tidy) <= 150
    assert tidy.endswith(".pdf") or kept == "file"
    if kept is not None:
        assert tidy == kept
