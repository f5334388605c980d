# SPDX-License-Identifier: MIT
"""The roadmap as a spreadsheet. Every cell is written as text, so nothing in it can act as a formula."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter

from .content import PrintedRoadmap

WIDTHS = (8, 60, 28, 28, 44, 26)


def roadmap_xlsx(roadmap: PrintedRoadmap) -> bytes:
    """One sheet in the columns of the order, ready to print on landscape A4 with its heading on every page."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": roadmap.title})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
        band = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#F0F0F0"})
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        sheet = book.add_worksheet("Дорожная карта")
        last = len(roadmap.columns) - 1
        for column in range(last + 1):
            sheet.set_column(column, column, WIDTHS[column])
        notes = [roadmap.title, roadmap.organisation, " ".join(roadmap.approval)]
        if roadmap.as_of:
            notes.append(f"Состояние на {roadmap.as_of:%d.%m.%Y}")
        row = 0
        for note in filter(None, notes):
            sheet.merge_range(row, 0, row, last, "", bold)
            sheet.write_string(row, 0, note, bold)
            row += 1
        for column, name in enumerate(roadmap.columns):
            sheet.write_string(row, column, name, head)
        sheet.repeat_rows(row)
        sheet.freeze_panes(row + 1, 0)
        row += 1
        for section in roadmap.sections:
            sheet.merge_range(row, 0, row, last, "", band)
            sheet.write_string(row, 0, section.heading, band)
            row += 1
            for item in section.items:
                for column, value in enumerate(item.cells(with_states=roadmap.with_states)):
                    sheet.write_string(row, column, value, cell)
                row += 1
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()
