# SPDX-License-Identifier: MIT
"""The agreement as a file: tagged PDF/A-2a and PDF/UA-1 to be signed and read, DOCX to be worked on.

The same content gives the same bytes of text; marks, sheet and code come only into the result, never into the original
that people sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from docx.document import Document as DocxDocument
from docx.shared import Mm

from nastavnik.foundation.printing import docx_parts as parts
from nastavnik.foundation.printing import typeset
from nastavnik.foundation.typography import typo

from .body import SIDES, Block, Body
from .marks import CheckMark, Mark, Sheet

TEMPLATE = Path(__file__).parent / "templates" / "agreement.typ"
SIGNATURE_BLANK = "____________________"
_HALVES = (90, 90)


def agreement_pdf(
    body: Body, *, marks: Sequence[Mark] = (), sheet: Sheet | None = None, check: CheckMark | None = None
) -> bytes:
    """The agreement as PDF. Each mark stands where its signature stands; a mark without a place is put after the others."""
    return typeset(
        _template(),
        {
            "document": body.title,
            "place": typo(body.place),
            "date": typo(body.date_line),
            "blocks": [_printed(block) for block in _whole(body)],
            "columns": [_column(body, marks, side) for side in SIDES],
            "sheet": _printed_sheet(sheet) if sheet else None,
            "check": {"url": check.url, "code": check.code, "qr": _qr(check.url)} if check else None,
        },
    )


def agreement_docx(body: Body) -> bytes:
    """The agreement as DOCX that an office can edit."""
    document = parts.new_document(body.title, size=12)
    headed = False
    for block in _whole(body):
        if block.kind == "title":
            _title(document, block, first=not headed)
            headed = True
            continue
        if headed is True:
            parts.pair(document, body.place, body.date_line)
            headed = False
        _block(document, block, body)
    return parts.saved(document)


def with_parties(body: Body) -> Body:
    """The content with a place for signatures: at its end, when the text names none."""
    return Body(body.title, body.number, body.place, body.on, _whole(body), body.signatures)


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _whole(body: Body) -> tuple[Block, ...]:
    if any(block.kind == "parties" for block in body.blocks):
        return body.blocks
    return (*body.blocks, Block("parties", "parties", "Подписи сторон", (("Организация", "Партнёр"),)))


def _printed(block: Block) -> dict[str, Any]:
    rows = [[typo(cell) for cell in row] for row in block.rows]
    width = max(map(len, rows), default=0)
    return {
        "kind": block.kind,
        "annex": block.key.startswith("annex"),
        "text": typo(block.text),
        "rows": [row + [""] * (width - len(row)) for row in rows],
        "widths": _widths(rows, width),
    }


def _widths(rows: list[list[str]], columns: int) -> list[float]:
    """Parts of the width by the longest cell of each column, so that «№» is narrow and text is wide."""
    longest = [max((len(row[at]) for row in rows if at < len(row)), default=1) for at in range(columns)]
    return [min(max(length, 4), 40) ** 0.7 for length in longest]


def _column(body: Body, marks: Sequence[Mark], side: str) -> list[dict[str, Any]]:
    lines = [line for line in body.signatures if line.side == side]
    given = {mark.position: mark for mark in marks if mark.side == side}
    result = []
    for position, line in enumerate(lines, 1):
        mark = given.pop(position, None)
        result.append({"post": line.post, "name": line.name, "mark": asdict(mark) if mark else None})
    result += [{"post": "", "name": "", "mark": asdict(given[position])} for position in sorted(given)]
    return result or [{"post": "", "name": "", "mark": None}]


def _printed_sheet(sheet: Sheet) -> dict[str, Any]:
    value = asdict(sheet)
    value["document"] = typo(sheet.document)
    for printed, entry in zip(value["entries"], sheet.entries, strict=True):
        printed["checks"] = [
            {"label": line.label, "words": typo(line.words), "status": line.status} for line in entry.checks
        ]
    return value


def _qr(url: str) -> str:
    stream = BytesIO()
    segno.make(url, error="m", micro=False).save(stream, kind="svg", border=2, xmldecl=False, svgns=True)
    return stream.getvalue().decode()


def _title(document: DocxDocument, block: Block, *, first: bool) -> None:
    parts.line(document, block.text, align=parts.CENTER, bold=True, style="Heading 1" if first else "Normal")


def _block(document: DocxDocument, block: Block, body: Body) -> None:
    if block.kind == "heading":
        line = parts.line(document, block.text, bold=True, style="Heading 2")
        line.paragraph_format.keep_with_next = True
        if block.key.startswith("annex"):
            line.paragraph_format.page_break_before = True
    elif block.kind == "table":
        _table(document, block)
    elif block.kind == "parties":
        _parties(document, block, body)
    else:
        parts.body(document, block.text)


def _table(document: DocxDocument, block: Block) -> None:
    if block.text:
        parts.line(document, block.text, bold=True).paragraph_format.keep_with_next = True
    printed = _printed(block)
    if not printed["rows"]:
        return
    total = sum(printed["widths"])
    widths = [180 * width / total for width in printed["widths"]]
    table = parts.grid(document, printed["rows"][0], widths, size=parts.SMALL)
    for row in printed["rows"][1:]:
        parts.row(table, row, widths, size=parts.SMALL)


def _parties(document: DocxDocument, block: Block, body: Body) -> None:
    if block.text:
        parts.line(document, block.text, bold=True, style="Heading 2").paragraph_format.keep_with_next = True
    rows = [*block.rows]
    columns = [[line for line in body.signatures if line.side == side] for side in SIDES]
    for place in range(max(map(len, columns), default=0)):
        signed = [column[place] if place < len(column) else None for column in columns]
        rows.append(tuple(f"\n{one.post}\n{SIGNATURE_BLANK} {one.name}" if one else "" for one in signed))
    table = document.add_table(rows=0, cols=2)
    for place, row in enumerate(rows):
        parts.fill(table.add_row().cells, [*row, "", ""][:2], _HALVES, bold=place == 0 and bool(block.rows))
    document.add_paragraph().paragraph_format.space_after = Mm(2)
