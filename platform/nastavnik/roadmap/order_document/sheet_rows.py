# SPDX-License-Identifier: MIT
"""A sheet of a workbook parted into paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nastavnik.roadmap.order_document.blocks import Block, Grid, Paragraph, Row


def split_by_blank_rows(rows: Sequence[Row]) -> Iterator[Block]:
    """A sheet is one large table; its blank rows part it, and parts one cell wide are paragraphs."""
    part: list[Row] = []
    for row in [*rows, Row(())]:
        if not row.blank:
            part.append(row)
        elif part:
            if all(sum(bool(cell.text and not cell.repeated) for cell in row.cells) == 1 for row in part):
                yield from (Paragraph(cell.text) for row in part for cell in row.cells if cell.text)
            else:
                yield Grid(tuple(part))
            part = []
