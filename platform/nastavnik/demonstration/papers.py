# SPDX-License-Identifier: MIT
"""Fictional evidence: a short paper, a table or a link, whichever the expected result asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from xlsxwriter import Workbook

from nastavnik.foundation import files
from nastavnik.roadmap.service import NewEvidence

_TABLE = re.compile(r"баз[аы]|перечень|учёт|учет|первичн|списк|журнал", re.IGNORECASE)
_LINK = re.compile(r"публикац|сайт|страниц|сет(?:и|ях)|информацион|аккаунт|трек|акци", re.IGNORECASE)
_FIRST = re.compile(r"[^,;:()]+")
_LONGEST = 130


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be shown: whose, of which item, for which date, who wrote it."""

    organisation: str
    site: str
    number: str
    title: str
    result: str
    label: str
    author: str


def evidence(paper: Paper) -> NewEvidence:
    """Make the evidence inside the open change."""
    name = _name(paper)
    wording = paper.result or paper.title
    if _LINK.search(wording):
        return NewEvidence("link", name, url=f"{paper.site}/nastavnichestvo/{paper.number.rstrip('.')}")
    if _TABLE.search(wording):
        kind, data = files.XLSX, _table(paper, name)
    else:
        kind, data = files.DOCX, _text(paper, name)
    stored = files.store(data, f"{name}{kind.suffix}", kind.media_type)
    return NewEvidence("file", name, file_id=stored.id)


def _name(paper: Paper) -> str:
    found = _FIRST.match(paper.result or paper.title)
    words = (found.group() if found else paper.title).strip()
    if len(words) > _LONGEST:
        words = words[:_LONGEST].rsplit(" ", 1)[0]
    return f"{words}, {paper.label}" if paper.label else words


def _text(paper: Paper, name: str) -> bytes:
    """A short paper: the pattern with this one's words, since making each anew takes a second for every twenty."""
    words = {
        "ORGANISATION": paper.organisation,
        "NAME": name,
        "MEASURE": f"К мероприятию {paper.number} дорожной карты: {paper.title}",
        "AUTHOR": paper.author,
    }
    target = BytesIO()
    with ZipFile(BytesIO(_pattern())) as pattern, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as made:
        for part in pattern.infolist():
            content = pattern.read(part)
            if part.filename == "word/document.xml":
                text = content.decode()
                for mark, said in words.items():
                    text = text.replace(mark, escape(said))
                content = text.encode()
            made.writestr(part.filename, content)
    return target.getvalue()


@cache
def _pattern() -> bytes:
    document = Document()
    document.add_paragraph("ORGANISATION")
    document.add_heading("NAME", level=1)
    document.add_paragraph("MEASURE")
    document.add_paragraph(
        "Документ вымышлен: он приложен к демонстрационным данным, чтобы было видно, как хранятся подтверждения."
    )
    document.add_paragraph("AUTHOR")
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _table(paper: Paper, name: str) -> bytes:
    target = BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"title": name, "author": paper.author})
        sheet = book.add_worksheet("Сводно")
        sheet.set_column(0, 0, 40)
        rows = [(paper.organisation, ""), (name, ""), ("Мероприятие", paper.number), ("Данные вымышлены", "")]
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return target.getvalue()
