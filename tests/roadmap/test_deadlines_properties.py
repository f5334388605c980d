# SPDX-License-Identifier: MIT
"""What holds for every wording and every period, whatever people type."""

from __future__ import annotations

import calendar
import json
import unicodedata
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from nastavnik.roadmap.deadlines import KINDS, Deadline, Period, rebuild, understand
from nastavnik.roadmap.deadlines.wording import describe

PERIOD = Period(date(2023, 2, 27), date(2024, 12, 31))
MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
WITHOUT_DATES = {"relative", "external", "conditional", "unclear"}

WORDINGS = [
    line.split(" | ", 2)[2].replace("\\n", " ")
    for line in Path(__file__).with_name("deadline_wordings.txt").read_text(encoding="utf-8").splitlines()
    if " | " in line and not line.startswith("#")
]
PIECES = sorted({piece for wording in WORDINGS for piece in wording.replace(",", " , ").split()})

quick = settings(max_examples=100, derandomize=True, deadline=None)
wordings = st.sampled_from(WORDINGS)
patchworks = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map(" ".join)
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
periods = st.tuples(days, st.integers(0, 2000)).map(
    lambda pair: Period(pair[0], pair[0] + timedelta(pair[1]))
)


def answer(text: str) -> tuple[str, tuple[date, ...], str]:
    """The answer without its spelling: names keep the case and the spaces in which they were typed."""
    understood = understand(text, PERIOD)
    rule = json.dumps(understood.rule, ensure_ascii=False, sort_keys=True).casefold()
    for dash in "–—":
        rule = rule.replace(dash, "-")
    return understood.kind, understood.due, rule.replace("ё", "е").replace(" ", "")


def check(understood: Deadline, period: Period) -> None:
    """The promises of a kind."""
    due = understood.due
    assert understood.kind in KINDS
    assert list(due) == sorted(set(due))
    if understood.kind in WITHOUT_DATES:
        assert due == ()
    elif understood.kind == "whole_period":
        assert due == (period.end,)
    elif understood.kind == "fixed":
        assert len(due) == 1
    else:
        assert all(day in period for day in due)


@settings(quick, max_examples=200)
@given(
    st.one_of(st.text(max_size=80), patchworks, st.text("0123456789.-–/ гIVXмартпоскдчв,", max_size=40)),
    periods,
)
def test_any_text_has_an_answer(text: str, period: Period) -> None:
    understood = understand(text, period)
    check(understood, period)
    assert understood.text == text.strip()
    assert json.loads(json.dumps(understood.as_json())) == understood.as_json()
    assert describe(understood)


@quick
@given(st.one_of(wordings, patchworks), periods)
def test_the_rule_gives_the_same_dates(text: str, period: Period) -> None:
    understood = understand(text, period)
    again = rebuild(understood.kind, json.loads(json.dumps(understood.rule)), period, text)
    assert again == understood


@quick
@given(wordings, st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_case_does_not_matter(text: str, recase: type[str]) -> None:
    assert answer(recase(text)) == answer(text)


@quick
@given(wordings, st.sampled_from(["  ", "\u00a0", "\n", " \t ", "\u2009", "\u202f", "\r\n"]))
def test_the_kind_of_spaces_does_not_matter(text: str, space: str) -> None:
    assert answer(space + text.replace(" ", space) + space) == answer(text)


@quick
@given(wordings, st.sampled_from("-–—‑−"), st.sampled_from(["", " "]))
def test_the_kind_of_dashes_does_not_matter(text: str, dash: str, space: str) -> None:
    plain = text.replace("–", "-").replace("—", "-").replace(" - ", "-").replace("- ", "-").replace(" -", "-")
    assert answer(plain.replace("-", f"{space}{dash}{space}")) == answer(plain)


@quick
@given(wordings, st.sampled_from([".", ";", ",", " .", "…", ":", ".)", " -"]))
def test_what_trails_does_not_matter(text: str, trailing: str) -> None:
    assert answer(text + trailing) == answer(text)


@quick
@given(wordings)
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    assert answer(unicodedata.normalize("NFD", text.replace("ё", "е"))) == answer(text)


@quick
@given(
    st.dates(date(2000, 1, 1), date(2068, 12, 31)),
    st.sampled_from(["", "до ", "не позднее ", "к ", "в срок до "]),
)
def test_a_day_is_the_same_day_however_it_is_written(day: date, lead: str) -> None:
    month = MONTHS.split()[day.month - 1]
    short = f"{day:%d.%m.%y}"
    for written in (
        *(
            f"{day:%d.%m.%Y}",
            short,
            f"{day.day}.{day.month}.{day.year}",
            f"{day:%d. %m. %Y}",
            f"{day:%d.%m.%Y}г.",
        ),
        *(f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", day.isoformat(), f"{short} г.", f"{day:%d %m %Y}"),
        *(
            f"{day.day} {month} {day.year}",
            f"«{day:%d}» {month} {day.year} года",
            f"{day.day}{month} {day.year}г",
        ),
    ):
        understood = understand(lead + written, PERIOD)
        assert (understood.kind, understood.due) == ("fixed", (day,)), written


@quick
@given(days, st.integers(1, 700), st.sampled_from(["-", " – ", "—", " "]))
def test_a_window_ends_on_its_last_day(start: date, length: int, dash: str) -> None:
    end = start + timedelta(length)
    for written in (
        f"{start:%d.%m.%Y}{dash}{end:%d.%m.%Y}",
        f"с {start:%d.%m.%y} по {end:%d.%m.%y}",
        f"с {start:%d.%m.%Y} г. до {end:%d.%m.%Y} г.",
    ):
        understood = understand(written, PERIOD)
        assert (understood.kind, understood.due) == ("fixed", (end,)), written
        assert understood.rule == {"from": start.isoformat(), "to": end.isoformat()}


@quick
@given(
    periods,
    st.sampled_from([("ежемесячно", 1), ("ежеквартально", 3), ("раз в полгода", 6), ("ежегодно", 12)]),
)
def test_units_fall_due_on_their_last_day(period: Period, unit: tuple[str, int]) -> None:
    wording, long = unit
    expected = [
        day
        for offset in range((period.end - period.start).days + 1)
        if (day := period.start + timedelta(offset)).month % long == 0
        and day.day == calendar.monthrange(day.year, day.month)[1]
    ]
    assert list(understand(wording, period).due) == expected


@quick
@given(periods, st.integers(1, 31), st.integers(1, 12))
def test_a_day_without_a_year_comes_back_each_year(period: Period, day: int, month: int) -> None:
    expected = []
    for year in range(period.start.year, period.end.year + 1):
        due = date(year, month, min(day, calendar.monthrange(year, month)[1]))
        expected += [due] if due in period else []
    for wording in (f"до {day} {MONTHS.split()[month - 1]}", f"ежегодно, {day:02}.{month:02}"):
        assert list(understand(wording, period).due) == expected


@quick
@given(periods, st.integers(1, 31))
def test_a_day_of_each_month_is_clipped_to_its_length(period: Period, day: int) -> None:
    expected = []
    for offset in range((period.end - period.start).days + 1):
        due = period.start + timedelta(offset)
        expected += [due] if due.day == min(day, calendar.monthrange(due.year, due.month)[1]) else []
    assert list(understand(f"до {day} числа каждого месяца", period).due) == expected
