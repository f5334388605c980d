# SPDX-License-Identifier: MIT
"""Tagged PDF by typst: PDF/A-2a and PDF/UA-1, Russian, with real text (ПП РФ от 07.02.2026 № 102).

Values reach the template as JSON; no text of a person is ever part of its source.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import fontpkg_pt_sans
import fontpkg_pt_serif
import typst

from .content import PrintedAnnex, PrintedOrder
from .report import PrintedReport
from .statement import PrintedStatement

TEMPLATES = Path(__file__).parent / "templates"
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]


def annex_pdf(annex: PrintedAnnex) -> bytes:
    """An annex by itself."""
    return _compile("annex.typ", {"title": annex.title, "annex": asdict(annex)})


def order_pdf(order: PrintedOrder) -> bytes:
    """An order, with its annex when there is one."""
    return _compile(
        "order.typ",
        {
            "organisation": order.organisation,
            "number": order.number_line,
            "date": order.date_line,
            "place": order.place,
            "title": order.title,
            "preamble": order.preamble,
            "points": order.points,
            "post": order.director_post,
            "director": order.director,
            "acquainted": order.acquainted,
            "annex": asdict(order.annex.printed()) if order.annex else None,
        },
    )


def report_pdf(report: PrintedReport) -> bytes:
    """A report with its parts, tables and signatures."""
    return _compile(
        "report.typ",
        {
            **asdict(report),
            "on": report.date_line,
            "document": f"{report.name.capitalize()}. {report.title}",
        },
    )


def statement_pdf(statement: PrintedStatement) -> bytes:
    """A statement to be signed by hand."""
    return _compile("statement.typ", asdict(statement))


def typeset(template: bytes, values: dict[str, Any]) -> bytes:
    """A document by a room's own template, which may import ``common.typ``."""
    sources: Any = {"main.typ": template, "common.typ": (TEMPLATES / "common.typ").read_bytes()}
    made: bytes = typst.compile(
        sources,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
        pdf_standards=[*STANDARDS],
    )
    return made


def _compile(template: str, values: dict[str, Any]) -> bytes:
    return typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
        pdf_standards=[*STANDARDS],
    )


@cache
def _fonts() -> typst.Fonts:
    """PT Serif and PT Sans from their packages, and nothing of the machine's own, so that every host prints alike."""
    folders = [str(files(package) / "files") for package in (fontpkg_pt_serif, fontpkg_pt_sans)]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)
