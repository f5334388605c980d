# SPDX-License-Identifier: MIT
"""Reading the department's pages and workbooks as a person would: by rows, cells and words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import lxml.html
import python_calamine
from werkzeug.test import TestResponse

from nastavnik.testing.clients import Visitor

CENTER = "МАУ ДО «Центр внешкольной работы»"
ANKUDINOVSKAYA = "МАОУ Анкудиновская СШ"
Row = list[str]


def plain(text: str) -> str:
    """A text with single ordinary spaces."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


class Page:
    """A page that was served."""

    def __init__(self, answer: TestResponse) -> None:
        self.html = answer.get_data(as_text=True)
        self.root = lxml.html.fromstring(self.html)

    @property
    def text(self) -> str:
        """All its words."""
        return plain(self.root.find(".//main").text_content())

    def find(self, xpath: str) -> Sequence[Any]:
        """Elements of the page."""
        return list(self.root.xpath(xpath))

    def texts(self, xpath: str) -> list[str]:
        """Words of elements."""
        return [plain(one.text_content()) for one in self.find(xpath)]

    def table(self, number: int = 0) -> list[Row]:
        """Rows of a table's body and foot, cell by cell."""
        table = self.find("//main//table")[number]
        return [
            [plain(cell.text_content()) for cell in row.xpath("./th|./td")] for row in table.xpath(".//tr")
        ]

    def figures(self) -> dict[str, str]:
        """The strip of figures: what each is called and what it says."""
        found = {}
        for one in self.find("//dl[contains(@class, 'n-figs')]/div"):
            title = plain(one.xpath("string(./dt/text()[1])"))
            found[title] = plain(one.find("dd").text_content())
        return found

    def links(self) -> list[str]:
        """Addresses the page leads to within the department."""
        return [link.get("href") for link in self.find("//main//a[starts-with(@href, '/department')]")]


class Reader:
    """Somebody who is signed in and opens pages."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    def open(self, path: str) -> Page:
        """A page of the department that must be there."""
        answer = self.visitor.get(address(path))
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return Page(answer)

    def workbook(self, path: str) -> dict[str, list[list[Any]]]:
        """Sheets of a workbook by name."""
        answer = self.visitor.get(address(path))
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        assert answer.headers["Cache-Control"] == "private, no-store"
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(answer.data))
        answer.close()
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}

    def remind(self, *rows: str) -> Page:
        """Press «Напомнить», and read what the page says then."""
        answer = self.visitor.post(
            "/department/remind", {"row": list(rows), "next": "/department/overdue"}, follow_redirects=True
        )
        assert answer.status_code == 200
        return Page(answer)


def address(path: str) -> str:
    """The address of a page of the department."""
    return path if path.startswith("/department") else f"/department/{path}"


def first_numbers(cell: str) -> tuple[int, ...]:
    """Numbers of a cell in their order: «50 % 1 просрочено 2 из 4» is (50, 1, 2, 4)."""
    return tuple(int(number) for number in re.findall(r"\d+", cell))
