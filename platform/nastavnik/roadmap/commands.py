# SPDX-License-Identifier: MIT
"""``nastavnik roadmap read`` and ``nastavnik roadmap deadline``: reading without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from nastavnik.foundation.dates import NotADate, format_date, parse_date
from nastavnik.foundation.i18n import gettext as _

if TYPE_CHECKING:
    from nastavnik.roadmap.deadlines import Deadline, Period
    from nastavnik.roadmap.order_document import OrderReading

_BAD_INPUT = 2
_TITLE_WIDTH = 60


class _Day(click.ParamType[date]):
    """A day: 2023-02-27 or 27.02.2023."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except NotADate as error:
            _refuse(error.message)


@click.group("roadmap", help=_("Orders and deadlines of roadmaps."))
def roadmap_commands() -> None:
    """Orders and deadlines of roadmaps."""


@roadmap_commands.command("read", help=_("Read an order and print what was understood."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "start", type=_Day(), help=_("The first day of the period, if not the order's own."))
@click.option("--to", "end", type=_Day(), help=_("The last day of the period."))
@click.option("--organisation", help=_("Whose roadmap it is, if the order does not say."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def read(file: Path, start: date | None, end: date | None, organisation: str | None, as_json: bool) -> None:
    """Read an order and print what was understood."""
    period = _period(start, end)
    from nastavnik.roadmap.order_document import UnreadableDocument, read_order

    try:
        reading = read_order(_bytes(file), file.name, period=period, organisation=organisation)
    except UnreadableDocument as error:
        _refuse(error.message)
    if as_json:
        _print_json(reading.as_json(), indent=2)
    else:
        _print_reading(reading)


@roadmap_commands.command(
    "deadline",
    help=_("Understand the wording of a deadline. “-” takes one wording a line from standard input."),
)
@click.argument("text")
@click.option("--from", "start", type=_Day(), help=_("The first day of the period."))
@click.option("--to", "end", type=_Day(), help=_("The last day of the period."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def deadline(text: str, start: date | None, end: date | None, as_json: bool) -> None:
    """Understand the wording of a deadline; «-» takes one wording a line from standard input."""
    period = _period(start, end)
    if period is None:
        _refuse(_("Say the period: --from and --to."))
    from nastavnik.roadmap.deadlines import understand

    for wording in _lines_of_input() if text == "-" else [text]:
        understood = understand(wording, period)
        if as_json:
            _print_json(understood.as_json())
        else:
            click.echo(_deadline_line(understood))


def _lines_of_input() -> Iterator[str]:
    """Lines of standard input as UTF-8, whatever the locale of the machine."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8-sig", "replace").rstrip("\r\n")


def _period(start: date | None, end: date | None) -> Period | None:
    from nastavnik.roadmap.deadlines import Period

    if start is None and end is None:
        return None
    if start is None or end is None:
        _refuse(_("Say both days of the period: --from and --to."))
    if start > end:
        _refuse(_("The period cannot end before it starts."))
    return Period(start, end)


def _bytes(file: Path) -> bytes:
    from nastavnik.roadmap.order_document import MAX_BYTES

    try:
        with file.open("rb") as source:
            # One byte more than is allowed is enough to be refused.
            return source.read(MAX_BYTES + 1)
    except OSError:
        _refuse(_("The file cannot be opened: %(name)s.", name=file))


def _print_reading(reading: OrderReading) -> None:
    order, period = reading.order, reading.period
    for label, value in (
        (_("Organisation"), order.organisation),
        (_("Order"), _("No. %(number)s", number=order.number) if order.number else None),
        (_("Date"), _day(order.date)),
        (_("Title"), order.title),
        (_("Basis"), order.basis),
        (_("Signed by"), order.signatory),
        (_("Approved on"), _day(order.approved_on)),
        (_("Period"), f"{_day(period.start)} – {_day(period.end)}" if period else None),
    ):
        click.echo(f"{label}: {value or '—'}")
    titles = {section.number: section.title for section in reading.sections}
    shown: str | None = None
    for item in reading.items:
        if item.section is not None and item.section != shown:
            shown = item.section
            click.echo(f"\n{shown}. {titles[shown]}")
        people = ", ".join(assignee.name for assignee in item.assignees)
        click.echo(f"  {item.number or '—':<7} {_cut(item.title):<{_TITLE_WIDTH}}  {people}")
        click.echo(f"          {_deadline_line(item.deadline)}")
    if reading.warnings:
        click.echo()
        click.echo(_("To look at:"))
    for warning in reading.warnings:
        click.echo(f"  {warning.item or '—':<7} {warning.message}")


def _deadline_line(understood: Deadline) -> str:
    days = ", ".join(map(format_date, understood.due))
    return f"{understood.text or '—'} → {understood.kind}{f': {days}' if days else ''}"


def _day(day: date | None) -> str | None:
    return format_date(day) if day else None


def _cut(text: str) -> str:
    return text if len(text) <= _TITLE_WIDTH else f"{text[: _TITLE_WIDTH - 1]}…"


def _print_json(value: object, indent: int | None = None) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(_BAD_INPUT)
