# SPDX-License-Identifier: MIT
"""Fictional evidence: a short paper, a table or a link, whichever the expected result asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from docx import Document
from xlsxwriter import Workbook

from nastavnik.foundation import files
from nastavnik.roadmap.service import NewEvidence

_TABLE = re.compile(r"баз[аы]|перечень|учёт|учет|первичн|списк|журнал", re.IGNORECASE)
_LINK = re.compile(r"публикац|сайт|страниц|сет(?:и|ях)|информацион|аккаунт|трек|акци", re.IGNORECASE)
_FIRST = re.compile(r"[^,;:()]+")
_LONGEST = 90


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
    document = Document(BytesIO(_blank()))
    document.core_properties.author = paper.author
    document.core_properties.title = name
    document.add_paragraph(paper.organisation)
    document.add_heading(name, level=1)
    document.add_paragraph(f"К мероприятию {paper.number} дорожной карты: {paper.title}")
    document.add_paragraph(
        "Документ вымышлен: он приложен к демонстрационным данным, чтобы было видно, как хранятся подтверждения."
    )
    document.add_paragraph(paper.author)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


@cache
def _blank() -> bytes:
    target = BytesIO()
    Document().save(target)
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
