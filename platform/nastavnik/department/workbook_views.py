# SPDX-License-Identifier: MIT
"""Every page of the department as a workbook, narrowed by the same address as the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import Blueprint
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap.service import OCCURRENCES
from nastavnik.rollups.service import Counts, Figure, Indicator, Measures
from nastavnik.web.access import access
from nastavnik.web.spreadsheet import Cell, Column, spreadsheet

from . import asked, service
from .words import defined, freshness_in_words, noted

workbooks = Blueprint("department_workbooks", __name__)


@workbooks.get("/matrix.xlsx")
@access(right="department.view")
def matrix() -> Response:
    """The matrix: a line per organisation and section, and the sums."""
    page, measures = asked.matrix(), asked.all_measures()
    headings = {section.number: section.heading for section in page.sections}

    def lines() -> Iterator[tuple[Cell, ...]]:
        for row in page.rows:
            name, word = row.organisation.name, row.organisation.kind_word
            yield name, word, _("Total"), *_counts(row.whole)
            for number, counts in row.cells.items():
                yield name, word, headings[number], *_counts(counts)
        yield _("District"), "", _("Total"), *_counts(page.whole)
        for number, counts in page.cells.items():
            yield _("District"), "", headings[number], *_counts(counts)
        for one in page.without:
            yield one.name, one.kind_word, _("No roadmap"), *_counts(None)
        for one in page.uncounted:
            yield one.name, one.kind_word, freshness_in_words(one), *_counts(None)

    return spreadsheet(
        _("Where we stand"),
        [
            Column(_("Organisation"), 48),
            Column(_("Kind"), 18),
            Column(_("Section"), 34),
            *_count_columns(measures),
        ],
        lines(),
        file_name=_file("where-we-stand"),
        about=_about(page.periods.chosen.title, page.kind, page.counted_at, _counted(measures)),
    )


@workbooks.get("/overdue.xlsx")
@access(right="department.view")
def overdue() -> Response:
    """All that is overdue."""
    wanted, measures = asked.overdue(), asked.all_measures()
    return spreadsheet(
        _("Overdue"),
        [
            Column(_("No."), 8),
            Column(_("Measure"), 60),
            Column(_("Execution"), 22),
            Column(_("Section"), 10),
            Column(_("Organisation"), 48),
            Column(_("Deadline"), 12),
            Column(_("Days overdue"), 12),
            Column(_("Reminded"), 18),
        ],
        (
            (
                row.number,
                row.title,
                row.label,
                row.section,
                row.organisation,
                row.due,
                row.days,
                row.reminding.last,
            )
            for row in service.overdue_rows(wanted.filter)
        ),
        file_name=_file("overdue"),
        about=_about(
            wanted.periods.chosen.title,
            wanted.filter.kind,
            service.counted_at(wanted.organisations),
            [measures.indicators["roadmap.overdue"]],
        ),
    )


@workbooks.get("/organisations.xlsx")
@access(right="department.view")
def organisations() -> Response:
    """Organisations, their roadmaps and sums."""
    page = service.matrix(asked.all_measures(), kind=asked.kind(), sort="name")
    measures = asked.all_measures()
    whole = {row.organisation.id: row.whole for row in page.rows}
    everybody = [*(row.organisation for row in page.rows), *page.without]
    if not asked.only():
        everybody += page.uncounted
    return spreadsheet(
        _("Organisations"),
        [
            Column(_("Organisation"), 48),
            Column(_("Kind"), 18),
            Column(_("Order No."), 12),
            Column(_("Date of the order"), 14),
            Column(_("Period from"), 12),
            Column(_("Period to"), 12),
            *_count_columns(measures),
            Column(_("Counted at"), 18),
            Column(_("Notes"), 40),
        ],
        (
            (
                *(one.name, one.kind_word, *_roadmap(one), *_counts(whole.get(one.id))),
                *(one.counted_at, freshness_in_words(one)),
            )
            for one in everybody
            if asked.only() in ("", "with" if one.id in whole else "without")
        ),
        file_name=_file("organisations"),
        about=_about(page.periods.chosen.title, page.kind, page.counted_at, _counted(measures)),
    )


@workbooks.get("/organisations/<slug>/roadmap.xlsx")
@access(right="department.view")
def organisation(slug: str) -> Response:
    """One organisation's items."""
    page, measures = asked.organisation_page(slug), asked.all_measures()
    return spreadsheet(
        _("Measures"),
        [
            Column(_("Section"), 34),
            Column(_("No."), 8),
            Column(_("Measure"), 60),
            Column(_("Deadline"), 30),
            Column(_("State"), 26),
            *_count_columns(measures),
        ],
        (
            (
                section.section.heading,
                item.number,
                item.title,
                item.deadline,
                item.words,
                *_counts(item.counts),
            )
            for section in page.sections
            for item in section.items
        ),
        file_name=_file(slug),
        about=[
            (_("Organisation"), page.organisation.name),
            *_about(page.periods.chosen.title, "", page.organisation.counted_at, _counted(measures)),
        ],
    )


@workbooks.get("/indicators.xlsx")
@access(right="department.view")
def indicators() -> Response:
    """Every indicator with its definition."""
    page = service.indicator_list(asked.all_measures(), period=asked.period(), kind=asked.kind())
    return spreadsheet(
        _("Indicators"),
        [
            Column(_("Indicator"), 30),
            *_value_columns(),
            Column(_("What is counted"), 70),
            Column(_("Notes"), 60),
        ],
        (
            (str(one.indicator.title), *_value(one.value), defined(one.indicator), noted(one.indicator))
            for one in page.indicators
        ),
        file_name=_file("indicators"),
        about=_about(page.periods.chosen.title, page.kind, page.counted_at, ()),
    )


@workbooks.get("/indicators/<code>/values.xlsx")
@access(right="department.view")
def indicator(code: str) -> Response:
    """One indicator as its page is divided."""
    page = asked.indicator_page(code)
    return spreadsheet(
        str(page.shown.indicator.title),
        [Column("", 48), Column(_("Kind"), 18), *_value_columns()],
        (
            *((line.title, line.note, *_value(line.value)) for line in page.lines),
            (_("District"), "", *_value(page.shown.value)),
        ),
        file_name=_file(code),
        about=_about(page.periods.chosen.title, page.kind, page.counted_at, [page.shown.indicator]),
    )


@workbooks.get("/participants.xlsx")
@access(right="department.view")
def participants() -> Response:
    """Figures of organisations, then of forms, sources and stages: a line per figure."""
    return _participants(asked.participants())


@workbooks.get("/participants/<slug>/values.xlsx")
@access(right="department.view")
def participants_of(slug: str) -> Response:
    """The same of one organisation."""
    return _participants(asked.participants(slug))


def _participants(page: service.ParticipantsPage) -> Response:
    def lines() -> Iterator[tuple[Cell, ...]]:
        whole = page.organisation.name if page.organisation else _("District")
        for line in () if page.organisation else page.lines:
            yield from _figures(_("Organisation"), line.title, page.columns, line.figures)
        yield from _figures(_("Total"), whole, page.columns, page.whole.figures)
        for title, columns, rows in (
            (_("Form of mentoring"), page.form_columns, page.forms),
            (_("Source of mentors"), page.source_columns, page.sources),
            (_("Reason of an early end"), page.reason_columns, page.reasons),
        ):
            for line in rows:
                yield from _figures(title, line.title, columns, line.figures)
        for stage in page.stages:
            yield (
                _("Stage of the programme"),
                stage.title,
                _("Programmes that run"),
                stage.programmes,
                None,
                None,
            )

    return spreadsheet(
        _("Participants"),
        [
            Column(_("Divided by"), 24),
            Column(_("Line"), 48),
            Column(_("Indicator"), 36),
            *_value_columns(),
        ],
        lines(),
        file_name=_file("participants"),
        about=_about(page.periods.chosen.title, page.kind, page.counted_at, page.columns),
    )


def _figures(
    by: str, title: str, columns: Sequence[Indicator], figures: Sequence[Figure]
) -> Iterator[tuple[Cell, ...]]:
    for indicator, value in zip(columns, figures, strict=True):
        yield by, title, str(indicator.title), *_value(value)


@workbooks.get("/comparison.xlsx")
@access(right="department.view")
def comparison() -> Response:
    """Two periods: indicators over the district, and one of them by organisation."""
    page = asked.comparison_page()

    def lines() -> Iterator[tuple[Cell, ...]]:
        for pair in page.district:
            yield str(pair.indicator.title), _("District"), *_value(pair.earlier), *_value(pair.later)
        for one, pair in page.organisations:
            yield str(pair.indicator.title), one.name, *_value(pair.earlier), *_value(pair.later)

    return spreadsheet(
        _("Comparison of periods"),
        [
            Column(_("Indicator"), 30),
            Column(_("Organisation"), 48),
            *(
                Column(f"{column.title}, {span.title}", column.width + 8)
                for span in (page.earlier, page.later)
                for column in _value_columns()
            ),
        ],
        lines(),
        file_name=_file("comparison"),
        about=_about(f"{page.earlier.title}; {page.later.title}", page.kind, page.counted_at, page.choices),
    )


_COUNTS = ("total", "done", "due", "done_on_time", "overdue", "without_evidence")


def _count_columns(measures: Measures) -> list[Column]:
    named = {one.numerator: str(one.title) for one in _counted(measures)}
    titles = (named.get(name, _("Executions")) for name in _COUNTS)
    return [*(Column(title, 14) for title in titles), Column(_("Done, %%"), 14)]


def _counted(measures: Measures) -> Sequence[Indicator]:
    """Indicators of the columns of counts."""
    return [
        one for one in measures.indicators.values() if one.tally == OCCURRENCES and one.numerator in _COUNTS
    ]


def _about(
    period: str, kind: str, counted_at: datetime | None, indicators: Sequence[Indicator]
) -> list[tuple[Text, Cell]]:
    """What the table was narrowed to, when it was true, and what its figures count."""
    kinds = str(service.KIND_WORDS[kind]) if kind else _("All kinds of organisations")
    return [
        (_("Period"), period),
        (_("Kind of organisation"), kinds),
        (_("As of"), counted_at),
        *((one.title, f"{defined(one)} {noted(one)}".strip()) for one in indicators),
    ]


def _counts(counts: Counts | None) -> tuple[Cell, ...]:
    if counts is None:
        return (None,) * (len(_COUNTS) + 1)
    done, total = counts.get("done", 0), counts.get("total", 0)
    return *(counts.get(name, 0) for name in _COUNTS), _share(done, total)


def _value_columns() -> list[Column]:
    return [Column(_("Value"), 12), Column(_("Out of"), 12), Column(_("Share, %%"), 12)]


def _value(value: Figure) -> tuple[Cell, ...]:
    return value.value, value.whole, None if value.whole is None else _share(value.value, value.whole)


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _roadmap(one: service.Organisation) -> tuple[Cell, ...]:
    if one.roadmap is None:
        return (None,) * 4
    roadmap = one.roadmap
    return roadmap.order_number, roadmap.order_date, roadmap.period_from, roadmap.period_to


def _file(name: str) -> str:
    return f"{name}-{today():%Y-%m-%d}.xlsx"
