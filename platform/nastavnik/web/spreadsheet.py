# SPDX-License-Identifier: MIT
"""Any list as an XLSX workbook: a heading row that stays, a filter, real dates and numbers, nothing that is run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from flask import send_file
from werkzeug.wrappers import Response
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from nastavnik.foundation.dates import in_district
from nastavnik.foundation.files import XLSX
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _

LONGEST_SHEET_NAME = 31
IN_MEMORY = 5 * 1024 * 1024
_ABOUT_WIDTHS = (34, 90)

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its width in characters."""

    title: Text
    width: int = 20


def spreadsheet(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    file_name: str,
    about: Sequence[tuple[Text, Cell]] = (),
) -> Response:
    """The rows as a workbook to download. Rows are written as they come, so a long list takes little memory.

    ``about`` makes a second sheet: what the table was narrowed to, when it was true, what its columns count.
    """
    stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "dd.mm.yyyy",
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        formats = _Formats(book)
        sheet = book.add_worksheet(title[:LONGEST_SHEET_NAME])
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, str(column.title), formats.head)
        line = 0
        for line, row in enumerate(rows, start=1):
            for index, value in enumerate(row):
                formats.write(sheet, line, index, value)
        sheet.autofilter(0, 0, line, len(columns) - 1)
        if about:
            _write_about(book.add_worksheet(_("About the table")), formats, about)
    stream.seek(0)
    response = send_file(stream, mimetype=XLSX.media_type, as_attachment=True, download_name=file_name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


class _Formats:
    """How cells look; each value is written as what it is."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.head: Format = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.body: Format = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
        self.number: Format = book.add_format({"valign": "top"})
        self.day: Format = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top", "align": "left"})
        self.moment: Format = book.add_format(
            {"num_format": "dd.mm.yyyy hh:mm", "valign": "top", "align": "left"}
        )

    def write(self, sheet: Worksheet, line: int, column: int, value: Cell) -> None:
        """Write one cell. Text is never taken for a formula or an address."""
        if isinstance(value, datetime):
            sheet.write_datetime(line, column, in_district(value).replace(tzinfo=None), self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(line, column, value, self.day)
        elif isinstance(value, int | float):
            sheet.write_number(line, column, value, self.number)
        else:
            sheet.write_string(line, column, value or "", self.body)


def _write_about(sheet: Worksheet, formats: _Formats, about: Sequence[tuple[Text, Cell]]) -> None:
    for index, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(index, index, width)
    for line, (title, value) in enumerate(about):
        sheet.write_string(line, 0, str(title), formats.head)
        formats.write(sheet, line, 1, value)
