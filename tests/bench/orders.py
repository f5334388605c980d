# SPDX-License-Identifier: MIT
"""Reading an order of thirty measures and one of five hundred."""

from __future__ import annotations

import statistics

from tests.roadmap.order_files import OrderFile, as_docx, as_pdf, as_xlsx, made_up, numbered_rows

from nastavnik.roadmap.order_document import read_order

from .figures import say, side_by_side, timed

ROUNDS = 3
WRITERS = {"docx": as_docx, "pdf": as_pdf, "xlsx": as_xlsx}


def measure() -> None:
    """Read both as DOCX, PDF and XLSX."""
    small, large = _order(5, 6), _order(10, 50)
    for kind, write in WRITERS.items():
        files = {"30": write(small), "500": write(large)}
        measured = side_by_side(
            {
                name: lambda data=data: timed(lambda: read_order(data))  # type: ignore[misc]
                for name, data in files.items()
            },
            rounds=ROUNDS,
        )
        for name, times in measured.items():
            say(f"read_order_of_{name}.{kind}", 1000 * statistics.median(times), "ms")


def _order(sections: int, items: int) -> OrderFile:
    return made_up(*numbered_rows(sections, items))
