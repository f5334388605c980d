# SPDX-License-Identifier: MIT
"""The roadmap on paper: PDF, DOCX and XLSX in the five columns of the order, the order that
approves it, and reports of control.

All of them are made from the same values (``content``), so no two can say different things.
"""

from .content import PrintedItem, PrintedOrder, PrintedRoadmap, PrintedSection
from .docx_file import order_docx, report_docx, roadmap_docx
from .pdf_file import order_pdf, report_pdf, roadmap_pdf
from .report import PrintedPart, PrintedReport, PrintedTable
from .xlsx_file import roadmap_xlsx

__all__ = [
    "PrintedItem",
    "PrintedOrder",
    "PrintedPart",
    "PrintedReport",
    "PrintedRoadmap",
    "PrintedSection",
    "PrintedTable",
    "order_docx",
    "order_pdf",
    "report_docx",
    "report_pdf",
    "roadmap_docx",
    "roadmap_pdf",
    "roadmap_xlsx",
]
