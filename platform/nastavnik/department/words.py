# SPDX-License-Identifier: MIT
"""Values of indicators and their differences as a page and a workbook say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from nastavnik.foundation.dates import format_date, format_datetime, in_district, month_name, today
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.i18n import pgettext as _p
from nastavnik.foundation.periods import Month
from nastavnik.foundation.typography import number, percent
from nastavnik.rollups.service import Figure, Indicator
from nastavnik.rollups.service import figure as figure_of
from nastavnik.web.components import with_query

from .periods import Span
from .service import MonthPoint, Organisation, OrganisationPage, Pair


def figure_in_words(indicator: Indicator, value: Figure) -> str:
    """The value of an indicator: «92,0 %», «18»; «н/д» for a share of nothing."""
    if not indicator.denominator:
        return number(value.value)
    return _("n/a") if value.share is None else percent(value.share)


def short_figure(indicator: Indicator, value: Figure) -> str:
    """The same for a narrow column: «н/д» where there is nothing to be a share of (domain 8.3)."""
    nothing = indicator.denominator and value.share is None
    return _p("figure", "n/a") if nothing else figure_in_words(indicator, value)


def figure_of_whole(value: Figure) -> str:
    """«427 из 464» of a share; nothing for a count."""
    return "" if value.whole is None else _("%(done)s of %(total)s", done=value.value, total=value.whole)


def defined(indicator: Indicator, value: Figure | None = None) -> str:
    """What is counted, with the counts themselves: «… срок которых наступил: 427 из 464.»"""
    whole = figure_of_whole(value) if value else ""
    return f"{str(indicator.definition).rstrip('.')}: {whole}." if whole else str(indicator.definition)


def noted(indicator: Indicator) -> str:
    """What to keep in mind; of a share, also how the district's one is made (domain rule for Р-145 indicators)."""
    summed = _("For the district: the sum over organisations, not a mean of shares.")
    return " ".join(part for part in (str(indicator.note), summed if indicator.denominator else "") if part)


def difference_in_words(pair: Pair) -> str:
    """«+2,4 п. п.», «−3», «без изменений»; a dash where there is nothing to compare."""
    if pair.difference is None:
        return "—"
    share = bool(pair.indicator.denominator)
    return _difference(pair.difference * 100 if share else pair.difference, share=share)


def change_in_words(change: float) -> str:
    """«на 0,6 п. п. за месяц»: how a share changed with this month, without its sign."""
    return _("by %(difference)s p. p. in a month", difference=number(abs(change) * 100, 1))


def freshness_in_words(one: Organisation) -> str:
    """What to know of figures that are not true as of now; nothing for those that are."""
    if one.freshness == "never":
        return _("Not counted yet")
    if one.freshness == "stale" and one.counted_at:
        moment = in_district(one.counted_at)
        shown = f"{moment:%H:%M}" if moment.date() == today() else format_datetime(moment)
        return _("As of %(moment)s, being recounted", moment=shown)
    return ""


def going_on(spans: Sequence[Span]) -> str:
    """Which of these periods are not over, so that nobody takes them for whole; nothing when all are."""
    return " ".join(
        _("%(period)s is not over: up to %(day)s.", period=span.title, day=format_date(today()))
        for span in dict.fromkeys(spans)
        if today() in span
    )


def course_rows(course: Sequence[tuple[MonthPoint, MonthPoint]]) -> list[tuple[object, ...]]:
    """The course by months as ``ui.line_chart`` takes it: (month, its short name, [(percent, words), …])."""
    return [
        (now.month.title, month_name(now.month.number, "short")[:3], [_point(now), _point(before)])
        for now, before in course
    ]


def course_extent(course: Sequence[tuple[MonthPoint, MonthPoint]]) -> str:
    """What the chart shows, for those who do not see it: «От 62,0 % до 97,0 %, годом раньше …»."""
    present, before = ([pair[n].share for pair in course] for n in (0, 1))
    said = [
        _(
            "%(title)s: from %(low)s to %(high)s",
            title=title,
            low=percent(min(found)),
            high=percent(max(found)),
        )
        for title, shares in ((_("Now"), present), (_("A year ago"), before))
        if (found := [share for share in shares if share is not None])
    ]
    return "; ".join(said)


def course_note(course: Sequence[tuple[MonthPoint, MonthPoint]]) -> str:
    """What the course counts, and how far its last month has got."""
    return _(
        "Counted are executions whose deadline came in the month. %(month)s is not complete: up to %(day)s.",
        month=month_name(course[-1][0].month.number).capitalize(),
        day=format_date(today()),
    )


def _point(point: MonthPoint) -> tuple[float | None, str]:
    if point.share is None:
        return None, "—"
    counted = _("%(done)s of %(total)s", done=point.on_time, total=point.due)
    return round(100 * point.share, 1), Markup('{} <small class="text-secondary">{}</small>').format(
        percent(point.share, 0), counted
    )


def state_segments(page: OrganisationPage) -> list[dict[str, object]]:
    """States that items of the page have, with their number, as the filter above the table shows them."""
    return [
        {
            "kind": kind,
            "count": count,
            "url": with_query(state=kind),
            "current": page.state == kind,
        }
        for kind, count in page.by_state.items()
        if count or page.state == kind
    ]


def _difference(difference: float, *, share: bool) -> str:
    text = number(difference, 1 if share else 0)
    if not text.strip("−0,."):
        return _("no change")
    signed = text if difference < 0 else f"+{text}"
    return _("%(difference)s p. p.", difference=signed) if share else signed


def count_rows(trend: Sequence[tuple[Month, Sequence[int]]]) -> list[tuple[object, ...]]:
    """Counts by months as ``ui.line_chart`` takes them."""
    return [
        (month.title, month_name(month.number, "short")[:3], [(count, number(count)) for count in counts])
        for month, counts in trend
    ]


def count_extent(indicators: Sequence[Indicator], trend: Sequence[tuple[Month, Sequence[int]]]) -> str:
    """What a chart of counts shows, for those who do not see it: «Наставляемые: от 10 до 14; …»."""
    return "; ".join(
        _(
            "%(title)s: from %(low)s to %(high)s",
            title=one.title,
            low=number(min(counts[place] for _month, counts in trend)),
            high=number(max(counts[place] for _month, counts in trend)),
        )
        for place, one in enumerate(indicators)
    )


SHORT: Mapping[str, Text] = {
    "matches.mentees": _l("Mentees"),
    "matches.mentors": _l("Mentors"),
    "matches.mentees_by_form": _l("Mentees"),
    "matches.mentors_by_form": _l("Mentors"),
    "matches.mentors_by_source": _l("Mentors"),
    "matches.working": _l("Pairs at work"),
    "matches.formed": _l("Formed"),
    "matches.completed": _l("Completed"),
    "matches.ended": _l("Ended early"),
    "meetings.held": _l("Meetings"),
    "meetings.feedback_in_time": _l("Feedback in 7 days"),
    "matches.i1": _l("I1"),
    "matches.i2": _l("I2"),
    "matches.i3": _l("I3"),
}
"""Headings of narrow columns; what each counts stands below the table."""


def short_title(indicator: Indicator) -> str:
    """The heading of an indicator's column."""
    return str(SHORT.get(indicator.code, indicator.title))


TEMPLATE_WORDS: Mapping[str, object] = {
    "figure_in_words": figure_in_words,
    "figure_of_whole": figure_of_whole,
    "short_figure": short_figure,
    "figure_of": figure_of,
    "defined": defined,
    "noted": noted,
    "difference_in_words": difference_in_words,
    "change_in_words": change_in_words,
    "state_segments": state_segments,
    "freshness_in_words": freshness_in_words,
    "going_on": going_on,
    "course_rows": course_rows,
    "course_extent": course_extent,
    "course_note": course_note,
    "count_rows": count_rows,
    "count_extent": count_extent,
    "short_title": short_title,
}
