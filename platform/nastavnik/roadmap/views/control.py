# SPDX-License-Identifier: MIT
"""«Контроль»: how far the roadmap was executed in a period, what a person concludes, and the report of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField, SelectField, TextAreaField

from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext
from nastavnik.foundation.periods import KINDS, NotAPeriod, Period, PeriodKind, Quarter, parse_period
from nastavnik.roadmap.forms import Seen
from nastavnik.roadmap.models import Roadmap
from nastavnik.roadmap.service import control as controlling
from nastavnik.roadmap.service import control_report as reporting
from nastavnik.roadmap.service.control_printing import Conclusions
from nastavnik.roadmap.service.looking import running_roadmap
from nastavnik.web.access import access
from nastavnik.web.acts import Page
from nastavnik.web.forms import Form, at_most, choices_of, filled, stripped
from nastavnik.web.forms import lazy as _l
from nastavnik.web.spreadsheet import Column, spreadsheet

from .acts_frame import Attempt, choose, compared, heading_of, words
from .frame import blueprint

OFFERED: Mapping[PeriodKind, Any] = {
    "quarter": lazy_gettext("Quarters"),
    "half_year": lazy_gettext("Half-years"),
    "year": lazy_gettext("Calendar years"),
    "academic_year": lazy_gettext("Academic years"),
}


def _area(label: Any, hint: Any) -> TextAreaField:
    return TextAreaField(
        label,
        description=hint,
        filters=[stripped],
        validators=[at_most(reporting.LONGEST)],
        render_kw={"rows": 4},
    )


class ConclusionsForm(Seen):
    """What a person writes about a period."""

    period = HiddenField(filters=[stripped])
    results = _area(_l("Results"), _l("What has been achieved in the period. Each line is a paragraph."))
    problems = _area(
        _l("Problems and risks"),
        _l("Left empty, the report lists what the figures say: overdue, without evidence."),
    )
    tasks = _area(_l("Tasks"), _l("What is to be done in the next period, who and by when."))


class AttachForm(Form):
    """Behind which execution the report is put."""

    period = HiddenField(filters=[stripped])
    target = SelectField(
        _l("Execution"), validators=[filled(_l("Choose the execution."))], validate_choice=False
    )
    kind = RadioField(_l("Format"), choices=choices_of({"pdf": "PDF", "docx": "DOCX"}), default="pdf")


@blueprint.get("/control")
@access(right="roadmap.control")
def control() -> Page:
    """Figures and lists of a period."""
    return _page(_period(request.args.get("period", "")))


@blueprint.post("/control")
@access(right="roadmap.control")
def keep_conclusions() -> Page:
    """Keep what was written about the period."""
    form = ConclusionsForm()
    period = _period(words(form.period))
    now = _texts(reporting.conclusions(period))
    choose(form, now)
    attempt = Attempt(form)
    written = Conclusions(words(form.results), words(form.problems), words(form.tasks))
    answer = attempt.carry_out(
        lambda: reporting.keep_conclusions(period, written, seen=form.version),
        _("The conclusions are kept: they stand in the report."),
        _address(period) + "#conclusions",
    )
    return answer or _page(period, form, attempt)


@blueprint.post("/control/attach")
@access(right="roadmap.control")
def attach_report() -> Page:
    """Put the report behind an execution."""
    form = AttachForm()
    period = _period(words(form.period))
    if form.ready():
        try:
            target = UUID(words(form.target))
            evidence = reporting.attach_report(period, target, words(form.kind))
        except ValueError as refusal:
            message = refusal.message if isinstance(refusal, Refused) else _("Choose the execution.")
            form.refuse(Refused(message, field="target"))
        else:
            flash(_("The report is attached: «%(title)s».", title=evidence.title))
            return redirect(_address(period) + "#attach", 303)
    html, _status = _page(period, attach=form)
    return html, 422


@blueprint.get("/control/report.<kind>")
@access(right="roadmap.control")
def control_report(kind: str) -> Response:
    """The report of a period as PDF or DOCX."""
    name, data = reporting.report(_period(request.args.get("period", "")), kind)
    return send_file(BytesIO(data), as_attachment=True, download_name=name)


@blueprint.get("/control.xlsx")
@access(right="roadmap.control")
def control_list() -> Response:
    """Executions of a period as a workbook."""
    period = _period(request.args.get("period", ""))
    shown = controlling.control(period, today())
    if shown is None:
        raise NotFound("no roadmap runs")
    return spreadsheet(
        _("Control of execution"),
        [
            Column(_("No."), 8),
            Column(_("Measure"), 60),
            Column(_("Execution"), 16),
            Column(_("Deadline"), 14),
            Column(_("Day of execution"), 16),
            Column(_("State"), 28),
            Column(_("Responsible"), 32),
            Column(_("Evidence"), 14),
            Column(_("Reason"), 40),
        ],
        (
            (
                row.item.number,
                row.item.title,
                row.occurrence.label,
                row.occurrence.due,
                row.occurrence.done_on,
                row.state.words,
                ", ".join(row.people),
                row.evidence,
                row.occurrence.exception_reason or row.occurrence.note,
            )
            for row in shown.rows
        ),
        file_name=f"control-{period.code.replace('/', '-')}.xlsx",
    )


def _page(
    period: Period,
    form: ConclusionsForm | None = None,
    attempt: Attempt | None = None,
    attach: AttachForm | None = None,
) -> tuple[str, int]:
    shown = controlling.control(period, today())
    if shown is None:
        return render_template("roadmap/control_empty.html"), 200
    written = reporting.conclusions(period)
    targets = reporting.targets()
    if form is None:
        form = ConclusionsForm(sent=False, data=_texts(written), seen=written.version, period=period.code)
    if attach is None:
        attach = AttachForm(sent=False, period=period.code)
    attach.target.choices = choices_of(
        {
            str(
                one.occurrence.id
            ): f"{one.item.number} {heading_of(one.item, one.occurrence)}: {one.item.title}"
            for one in targets
        }
    )
    overtaken = attempt.overtaken if attempt else None
    html = render_template(
        "roadmap/control.html",
        shown=shown,
        figures=shown.figures,
        period=period,
        offered=_offered(shown.roadmap, today(), period),
        form=form,
        attach=attach,
        overtaken=overtaken,
        compared=compared(form, _texts(written)) if overtaken else (),
        latest=(),
    )
    return html, attempt.status if attempt else 200


def _texts(written: Conclusions) -> dict[str, str]:
    return {"results": written.results, "problems": written.problems, "tasks": written.tasks}


def _address(period: Period) -> str:
    return url_for("roadmap.control", period=period.code)


def _period(code: str) -> Period:
    """The asked period, else the quarter of today or, once the roadmap is over, its last one."""
    if code:
        try:
            return parse_period(code)
        except NotAPeriod:
            raise NotFound(f"no such period: {code}") from None
    roadmap = running_roadmap()
    day = today()
    if roadmap is not None:
        day = min(max(day, roadmap.period_from), roadmap.period_to)
    return Quarter.of(day)


def _offered(roadmap: Roadmap, on: date, asked: Period) -> Sequence[tuple[str, Sequence[Period]]]:
    """Periods to choose from, newest first, up to the present one."""
    last = min(max(on, roadmap.period_from), roadmap.period_to)
    groups = []
    for kind, title in OFFERED.items():
        periods = list(KINDS[kind].between(roadmap.period_from, last))
        if asked.kind == kind and asked not in periods:
            periods.append(asked)
        groups.append((str(title), sorted(periods, reverse=True)))
    return groups
