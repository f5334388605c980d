# SPDX-License-Identifier: MIT
"""What cannot be read is refused with a code and a sentence, and costs little."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable

import pypdf
import pytest
import typst
from PIL import Image

from nastavnik.foundation.i18n import using_language
from nastavnik.roadmap.order_document import MAX_BYTES, UnreadableDocument, read_order

from .order_files import as_docx, as_odt, as_pdf, as_xlsx, made_up, odf_file, repacked, zipped

ORDER = made_up(("1.1", "Дело", "май", "Иванов И.И.", "приказ"))
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def word(body: bytes, before: bytes = b"") -> bytes:
    document = before + f'<w:document xmlns:w="{WORD}"><w:body>'.encode() + body + b"</w:body></w:document>"
    return repacked(as_docx(ORDER), {"word/document.xml": document})


def workbook(body: str) -> bytes:
    sheet = f'<?xml version="1.0"?><worksheet xmlns="{SHEET}">{body}</worksheet>'
    return repacked(as_xlsx(ORDER), {"xl/worksheets/sheet1.xml": sheet.encode()})


def locked_pdf(user: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(as_pdf(ORDER)))
    writer.encrypt(user, "owner", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def locked_zip() -> bytes:
    data = bytearray(zipped({"word/document.xml": b"x"}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + flags] |= 1
    return bytes(data)


def lying_zip() -> bytes:
    """Fifty megabytes that are declared as a hundred bytes."""
    data = bytearray(zipped({"word/document.xml": bytes(50_000_000)}))
    central = data.find(b"PK\x01\x02")
    data[central + 24 : central + 28] = data[22:26] = struct.pack("<I", 100)
    return bytes(data)


def pdf_of(content: bytes, filters: str) -> bytes:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d/Filter %s>>stream\n%s\nendstream" % (len(content), filters.encode(), content),
    ]
    result, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(result))
        result += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(result)
    return result + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def scan() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(buffer, "PDF")
    return buffer.getvalue()


LAUGHS = b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10 if letter > ord("a") else b"ha")
    for letter in b"abcdefghi"
)
FAR_CELL = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{}</row></sheetData>'
REPEATED_ROW = (
    '<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell'
    ' table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'
)
LOCKED_ODT = b'<m:manifest xmlns:m="urn:m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'

REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("empty", lambda: b""),
    "blanks": ("empty", lambda: b" \r\n\t "),
    "fifty megabytes": ("too_large", lambda: bytes(50_000_000)),
    "just too large": ("too_large", lambda: b"a" * (MAX_BYTES + 1)),
    "a picture": ("unknown_type", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    "random bytes": ("unknown_type", lambda: os.urandom(4000)),
    "a page of the web": ("unknown_type", lambda: "<!DOCTYPE html><p>Мероприятие".encode()),
    "a zip of something": ("unknown_type", lambda: zipped({"a.txt": b"x"})),
    "zips in a zip": ("unknown_type", lambda: zipped({"a.zip": zipped({"0": bytes(10_000_000)})})),
    "rtf": ("old_format", lambda: b"{\\rtf1 Order}"),
    "word 97": ("old_format", lambda: OLE + bytes(2000)),
    "docx with a password": (
        "encrypted",
        lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
    ),
    "zip with a password": ("encrypted", locked_zip),
    "odt with a password": (
        "encrypted",
        lambda: repacked(as_odt(ORDER), {"META-INF/manifest.xml": LOCKED_ODT, "content.xml": b"\x01\x02"}),
    ),
    "odt of a new office with a password": (
        "encrypted",
        lambda: repacked(as_odt(ORDER), {"encrypted-package": b"\x01"}),
    ),
    "pdf with a password": ("encrypted", lambda: locked_pdf("secret")),
    "half a docx": ("broken", lambda: as_docx(ORDER)[:9000]),
    "half a pdf": ("broken", lambda: as_pdf(ORDER)[:9000]),
    "docx that is no xml": (
        "broken",
        lambda: repacked(as_docx(ORDER), {"word/document.xml": b"<w:document"}),
    ),
    "docx without a document": ("broken", lambda: zipped({"word/styles.xml": b"<a/>"})),
    "xlsx that is no xml": ("broken", lambda: workbook("<sheetData><row")),
    "odt without a text": (
        "broken",
        lambda: odf_file("", kind="presentation")[:0] or repacked(as_odt(ORDER), {"content.xml": b"<a/>"}),
    ),
    "billion laughs": ("broken", lambda: word(b"<w:p/>", b"<!DOCTYPE x [" + LAUGHS + b"]>")),
    "a file of the machine": (
        "broken",
        lambda: word(b"<w:p>&a;</w:p>", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    ),
    "tables a hundred deep": (
        "broken",
        lambda: word(b"<w:tbl><w:tr><w:tc>" * 80 + b"</w:tc></w:tr></w:tbl>" * 80),
    ),
    "a zip that lies about its size": ("broken", lying_zip),
    "docx bomb": ("bomb", lambda: word(b"<w:p/>" * 3_000_000)),
    "docx bomb in a picture": (
        "bomb",
        lambda: repacked(as_docx(ORDER), {"word/media/a.png": bytes(201 * 2**20)}),
    ),
    "docx bomb by the count": ("bomb", lambda: zipped({f"word/{at}": b"" for at in range(5001)})),
    "docx bomb below the ratio": ("bomb", lambda: word(os.urandom(20 * 2**20).hex().encode()[: 17 * 2**20])),
    "pdf bomb": ("bomb", lambda: pdf_of(zlib.compress(bytes(200_000_000)), "/FlateDecode")),
    "pdf bomb in a bomb": (
        "bomb",
        lambda: pdf_of(zlib.compress(zlib.compress(bytes(200_000_000))), "[/FlateDecode /FlateDecode]"),
    ),
    "a sheet with one far cell": (
        "too_long",
        lambda: workbook(FAR_CELL.format('<c r="XFD1048576"><v>1</v></c>')),
    ),
    "a sheet with one far row": ("too_long", lambda: workbook(FAR_CELL.format("<c><v>1</v></c>"))),
    "a sheet of repeated rows": ("too_long", lambda: odf_file(REPEATED_ROW, kind="spreadsheet")),
    "a pdf of many pages": ("too_long", lambda: typst.compile(b"#for i in range(301) [x #pagebreak()]")),
    "a scan": ("scan", scan),
    "a pdf without text": ("no_text", lambda: pdf_of(zlib.compress(b"q Q"), "/FlateDecode")),
    "an empty docx": ("no_text", lambda: word(b"<w:p/>")),
    "a letter": ("no_table", lambda: typst.compile(("Письмо без таблицы. " * 20).encode())),
    "text without a table": ("no_table", lambda: "Просто письмо\nо наставничестве".encode()),
    "a sheet merged over everything": (
        "no_table",
        lambda: workbook(
            '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
            '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name: str) -> None:
    code, make = REFUSED[name]
    data = make()
    with pytest.raises(UnreadableDocument) as refusal:
        read_order(data, name)
    assert refusal.value.code == code
    assert any("а" <= letter <= "я" for letter in str(refusal.value))
    with using_language("en"):
        assert str(refusal.value).isascii()


def test_a_table_that_is_no_table_of_measures() -> None:
    people = made_up(
        ("Иванов И.И.", "директор", "", "", ""), heading=("ФИО", "Должность", "Стаж", "Класс", "Подпись")
    )
    with pytest.raises(UnreadableDocument, match="таблицы мероприятий"):
        read_order(as_docx(people))


def test_a_heading_without_rows() -> None:
    with pytest.raises(UnreadableDocument) as refusal:
        read_order(as_docx(made_up()))
    assert refusal.value.code == "no_table"


def test_a_pdf_that_anybody_may_read_is_read() -> None:
    assert len(read_order(locked_pdf("")).items) == 1


def test_the_name_of_the_file_decides_nothing() -> None:
    assert read_order(as_docx(ORDER), "order.pdf").kind == "docx"
    assert read_order(as_pdf(ORDER), "order.txt").kind == "pdf"


def test_a_container_without_compression_of_this_kind_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="повреждён"):
        read_order(zipped({"word/document.xml": b"<a/>"}, zipfile.ZIP_LZMA))
