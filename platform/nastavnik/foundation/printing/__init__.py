# SPDX-License-Identifier: MIT
"""Documents of an institution on paper, by ГОСТ Р 7.0.97: an order with its annex, a report, an agreement, a plan.

DOCX that an office can edit and tagged PDF are made from the same values, so the two cannot say different things.
"""

from .content import Annexed, AnnexSection, PrintedAnnex, PrintedOrder, day
from .docx_file import annex_docx, order_docx, report_docx, statement_docx
from .pdf_file import annex_pdf, order_pdf, report_pdf, statement_pdf, typeset
from .report import PrintedPart, PrintedReport, PrintedTable
from .statement import BLANK, PrintedStatement

__all__ = [
    "BLANK",
    "AnnexSection",
    "Annexed",
    "PrintedAnnex",
    "PrintedOrder",
    "PrintedPart",
    "PrintedReport",
    "PrintedStatement",
    "PrintedTable",
    "annex_docx",
    "annex_pdf",
    "day",
    "order_docx",
    "order_pdf",
    "report_docx",
    "report_pdf",
    "statement_docx",
    "statement_pdf",
    "typeset",
]
