# SPDX-License-Identifier: MIT
"""The roadmap on paper: PDF, DOCX and XLSX in the five columns of the order, the order that
approves it, and reports of control.

All of them are made from the same values (``content``), so no two can say different things; how they look is the
foundation's (``nastavnik.foundation.printing``).
"""

from nastavnik.foundation import printing
from nastavnik.foundation.printing import PrintedPart, PrintedReport, PrintedTable, report_docx, report_pdf

from .content import PrintedItem, PrintedOrder, PrintedRoadmap, PrintedSection
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


def roadmap_docx(roadmap: PrintedRoadmap) -> bytes:
    """The roadmap as an annex to its order."""
    return printing.annex_docx(roadmap.printed())


def roadmap_pdf(roadmap: PrintedRoadmap) -> bytes:
    """The roadmap as an annex to its order."""
    return printing.annex_pdf(roadmap.printed())


def order_docx(order: PrintedOrder) -> bytes:
    """The order that approves the roadmap, with the roadmap as its annex when there is one."""
    return printing.order_docx(order.printed())


def order_pdf(order: PrintedOrder) -> bytes:
    """The order that approves the roadmap, with the roadmap as its annex when there is one."""
    return printing.order_pdf(order.printed())
