# SPDX-License-Identifier: MIT
"""DOCX as blocks: headings, numbered points, paragraphs, tables. What has no place among them is said, never dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext

from .body import Block, BlockKind, unique_keys
from .numbering import Numbering

_POINT = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s")
_PART = re.compile(r"(?P<number>\d{1,2})\.?\s+(?P<rest>\S.*)", re.DOTALL)
_ANNEX = re.compile(r"приложение\b", re.IGNORECASE)
_LONGEST_HEADING = 160
_SKIPPED = frozenset(map(qn, ("w:del", "w:moveFrom", "w:txbxContent", "w:instrText", "w:pict", "w:drawing")))
_CHANGES = ("w:ins", "w:del", "w:moveFrom", "w:moveTo")
_DRAWN = ("w:drawing", "w:pict", "w:object")
_WRITTEN = {qn("w:t"): None, qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """Blocks of a file, ``notes`` on what is not carried over, ``faults`` for which the file cannot be used."""

    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    faults: tuple[str, ...]


def read_document(document: DocxDocument) -> ReadDocument:
    """Read the text in its order."""
    return ReadDocument(
        unique_keys(tuple(_blocks(document))), tuple(_notes(document)), tuple(_faults(document))
    )


def text_of(element: Any) -> str:
    """All text below an element as it would be read: without what was deleted, and without drawn boxes."""
    return re.sub(r"[ \t\u00a0]+", " ", "".join(_pieces(element))).strip()


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag in _WRITTEN:
            yield _WRITTEN[child.tag] or child.text or ""
        else:
            yield from _pieces(child)


def _blocks(document: DocxDocument) -> Iterator[Block]:
    numbering = Numbering.of(document)
    count, tables, started = 0, 0, False
    for element in _elements(document.element.body):
        count += 1
        if element.tag == qn("w:tbl"):
            tables += 1
            yield Block(f"table-{tables}", "table", "", _table(element))
            started = True
            continue
        paragraph = Paragraph(element, document._body)
        words = text_of(element)
        prefix = numbering.prefix(paragraph)
        text = f"{prefix} {words}".strip() if words else ""
        if not text:
            continue
        kind, key = _kind(paragraph, text, started=started, place=count)
        started = started or kind != "title"
        yield Block(key, kind, text)


def _elements(body: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those inside content controls and marked insertions."""
    for element in body:
        if element.tag in (qn("w:p"), qn("w:tbl")):
            yield element
        elif element.tag in (
            qn("w:sdt"),
            qn("w:sdtContent"),
            qn("w:customXml"),
            qn("w:ins"),
            qn("w:smartTag"),
        ):
            yield from _elements(element)


def _table(element: Any) -> tuple[tuple[str, ...], ...]:
    rows = []
    for row in element.iter(qn("w:tr")):
        if _inside_another(row, element):
            continue
        rows.append(tuple(_cell(cell) for cell in row.iter(qn("w:tc")) if not _inside_another(cell, element)))
    width = max(map(len, rows), default=0)
    return tuple(row + ("",) * (width - len(row)) for row in rows)


def _cell(cell: Any) -> str:
    lines = (text_of(paragraph) for paragraph in cell.iter(qn("w:p")))
    return "\n".join(line for line in lines if line)


def _inside_another(element: Any, table: Any) -> bool:
    above = element.getparent()
    while above is not None and above is not table:
        if above.tag == qn("w:tbl"):
            return True
        above = above.getparent()
    return False


def _kind(paragraph: Paragraph, text: str, *, started: bool, place: int) -> tuple[BlockKind, str]:
    styled = bool(
        paragraph.style
        and re.match(r"heading|title|заголовок|название", paragraph.style.name or "", re.IGNORECASE)
    )
    central = paragraph.alignment == WD_ALIGN_PARAGRAPH.CENTER
    heavy = _all_bold(paragraph)
    if point := _POINT.match(text):
        return "point", point["number"]
    part = _PART.fullmatch(text)
    short = len(text) <= _LONGEST_HEADING
    if _ANNEX.match(text) and short and (styled or heavy or central):
        return "heading", f"annex-{place}"
    if not started and (styled or central) and not part:
        return "title", f"title-{place}"
    if short and (styled or heavy) and not text.endswith((";", ",")):
        return "heading", part["number"] if part else f"heading-{place}"
    return "plain", part["number"] if part else f"p{place}"


def _all_bold(paragraph: Paragraph) -> bool:
    runs = [run for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.bold for run in runs)


def _faults(document: DocxDocument) -> Iterator[str]:
    body = document.element.body
    if any(next(body.iter(qn(name)), None) is not None for name in _CHANGES):
        yield _(
            "The document has corrections that are neither accepted nor rejected. Accept or reject them and save."
        )


def _notes(document: DocxDocument) -> Iterator[str]:
    body = document.element.body
    for text in _margins(document, "header"):
        yield _("The header is not carried over: %(text)s.", text=f"«{_short(text)}»")
    for text in _margins(document, "footer"):
        yield _("The footer is not carried over: %(text)s.", text=f"«{_short(text)}»")
    boxes = {text for box in body.iter(qn("w:txbxContent")) if (text := _cell(box))}
    for text in sorted(boxes):
        yield _("Text in a drawn box is not carried over: %(text)s.", text=f"«{_short(text)}»")
    pictures = sum(1 for name in _DRAWN for _one in body.iter(qn(name)))
    if pictures:
        yield ngettext(
            "%(num)s picture is not carried over.", "%(num)s pictures are not carried over.", pictures
        )
    for name, sentence in (
        ("w:footnoteReference", _("Footnotes are not carried over: put their text into the points.")),
        ("w:endnoteReference", _("Endnotes are not carried over: put their text into the points.")),
        ("w:commentReference", _("Comments in the margin are not carried over.")),
    ):
        if next(body.iter(qn(name)), None) is not None:
            yield sentence
    if any(_inside_another(table, body) for table in body.iter(qn("w:tbl"))):
        yield _("A table inside a table is carried over as the text of its cell.")


def _margins(document: DocxDocument, name: str) -> list[str]:
    found: list[str] = []
    for section in document.sections:
        for part in (
            getattr(section, name),
            getattr(section, f"first_page_{name}"),
            getattr(section, f"even_page_{name}"),
        ):
            text = "" if part.is_linked_to_previous else _cell(part._element)
            if text and not text.isdigit() and text not in found:
                found.append(text)
    return found


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
