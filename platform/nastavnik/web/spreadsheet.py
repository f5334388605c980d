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

from nastavnik.foundation.dates import in_district
from nastavnik.foundation.files import XLSX
from nastavnik.foundation.i18n import Text

LONGEST_SHEET_NAME = 31
IN_MEMORY = 5 * 1024 * 1024

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its width in characters."""

    title: Text
    width: int = 20


def spreadsheet(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, file_name: str
) -> Response:
    """The rows as a workbook to download. Rows are written as they come, so a long list takes little memory."""
    stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "dd.mm.yyyy",
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top"})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm", "valign": "top"})
        sheet = book.add_worksheet(title[:LONGEST_SHEET_NAME])
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, str(column.title), head)
        line = 0
        for line, row in enumerate(rows, start=1):
            for index, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(line, index, in_district(value).replace(tzinfo=None), moment)
                elif isinstance(value, date):
                    sheet.write_datetime(line, index, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                elif isinstance(value, int | float):
                    sheet.write_number(line, index, value, body)
                else:
                    sheet.write_string(line, index, value or "", body)
        sheet.autofilter(0, 0, line, len(columns) - 1)
    stream.seek(0)
    response = send_file(stream, mimetype=XLSX.media_type, as_attachment=True, download_name=file_name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
