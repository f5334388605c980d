# SPDX-License-Identifier: MIT
"""Reading an order: a file in DOCX, ODT, PDF with text, XLSX, ODS or text with tabs becomes a roadmap to look over.

Pure: bytes in, a reading out, nothing stored. ``read_order`` is the way in; what it gives is in ``reading``.
"""

from nastavnik.roadmap.order_document.errors import UnreadableDocument
from nastavnik.roadmap.order_document.head import OrderHead
from nastavnik.roadmap.order_document.people import Assignee
from nastavnik.roadmap.order_document.reader import MAX_BYTES, read_order
from nastavnik.roadmap.order_document.reading import Item, OrderReading, Remark, Section

__all__ = [
    "MAX_BYTES",
    "Assignee",
    "Item",
    "OrderHead",
    "OrderReading",
    "Remark",
    "Section",
    "UnreadableDocument",
    "read_order",
]
