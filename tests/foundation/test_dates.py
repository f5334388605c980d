# SPDX-License-Identifier: MIT
"""Days: reading what people type, writing what people read, counting days and working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from nastavnik.foundation import dates
from nastavnik.foundation.dates import (
    NotADate,
    WorkingCalendar,
    add_working_days,
    deadline_in_words,
    format_date,
    format_datetime,
    format_long_date,
    is_working_day,
    parse_date,
)
from nastavnik.foundation.i18n import using_language

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2199, 12, 31))
NEAR_DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))


def test_the_district_has_its_own_day() -> None:
    with time_machine.travel(datetime(2024, 12, 31, 21, 30, tzinfo=UTC), tick=False):
        assert dates.today() == date(2025, 1, 1)
        assert dates.now() == datetime(2024, 12, 31, 21, 30, tzinfo=UTC)
        assert dates.day_of(dates.now()) == date(2025, 1, 1)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        format_datetime(datetime(2024, 10, 14, 7, 42))  # noqa: DTZ001


def test_writing() -> None:
    moment = datetime(2024, 10, 14, 7, 42, tzinfo=UTC)
    assert format_date(moment) == "14.10.2024"
    assert format_date(date(2024, 1, 5)) == "05.01.2024"
    assert format_datetime(moment) == "14.10.2024, 10:42"
    assert format_long_date(moment) == "Понедельник, 14 октября 2024 г."
    assert format_long_date(date(2023, 2, 27), weekday=False) == "27 февраля 2023 г."
    with using_language("en"):
        assert format_date(moment) == "14.10.2024"
        assert format_long_date(moment) == "Monday, 14 October 2024"


def test_months_have_their_cases() -> None:
    assert dates.month_name(10) == "октябрь"
    assert dates.month_name(10, "genitive") == "октября"
    assert dates.month_name(10, "prepositional") == "октябре"
    assert dates.month_name(10, "short") == "окт."
    with using_language("en"):
        assert {dates.month_name(10, form) for form in ("nominative", "genitive", "prepositional")} == {
            "October"
        }


@pytest.mark.parametrize(
    "text",
    [
        "28.02.2025",
        "28.2.25",
        "28-02-2025",
        "2025-02-28",
        "28/02/2025",
        "28 02 2025",
        " 28.02.2025 г. ",
        "28.02.2025года",
    ],
)
def test_a_date_is_read_as_people_type_it(text: str) -> None:
    assert parse_date(text) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("30.02.2025", "Такой даты нет: в феврале 2025 г. 28 дней."),
        ("31.04.2024", "Такой даты нет: в апреле 2024 г. 30 дней."),
        ("32.08.2024", "Такой даты нет: в августе 2024 г. 31 день."),
        ("0.08.2024", "Такой даты нет: в августе 2024 г. 31 день."),
        ("01.13.2024", "Такой даты нет: в году двенадцать месяцев."),
        ("01.02.0205", "Проверьте год: 0205."),
        ("завтра", "Дату пишут так: 28.02.2025."),
        ("28.02", "Дату пишут так: 28.02.2025."),
        ("28.02.202", "Дату пишут так: 28.02.2025."),
        ("", "Дату пишут так: 28.02.2025."),
    ],
)
def test_what_is_no_date_gets_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(NotADate) as refusal:
        parse_date(text)
    assert refusal.value.message == sentence


def test_the_sentence_is_there_in_english_too() -> None:
    with using_language("en"), pytest.raises(NotADate, match=r"no such date: February 2025 has 28 days\."):
        parse_date("29.02.2025")


@time_machine.travel(datetime(2026, 11, 24, tzinfo=UTC), tick=False)
def test_two_digits_mean_the_nearest_year() -> None:
    assert parse_date("01.02.46").year == 2046
    assert parse_date("01.02.47").year == 1947
    assert parse_date("01.02.00").year == 2000


@given(DAYS)
def test_a_date_survives_being_written_and_read(day: date) -> None:
    assert parse_date(format_date(day)) == day
    assert parse_date(day.isoformat()) == day


@given(st.text(max_size=12) | st.text(alphabet="0123456789.-/ г", max_size=12))
def test_reading_gives_a_date_or_a_sentence(text: str) -> None:
    try:
        assert isinstance(parse_date(text), date)
    except NotADate as refusal:
        assert refusal.message.endswith(".")  # noqa: PT017


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2024, 9, 30), "Просрочено на 14 дней"),
        (date(2024, 9, 23), "Просрочено на 21 день"),
        (date(2024, 10, 12), "Просрочено на 2 дня"),
        (date(2024, 10, 14), "Сегодня"),
        (date(2024, 10, 15), "Завтра"),
        (date(2024, 10, 16), "Через 2 дня"),
        (date(2024, 10, 22), "Через 8 дней"),
        (date(2024, 11, 4), "Через 21 день"),
    ],
)
def test_a_deadline_in_words(due: date, words: str) -> None:
    assert deadline_in_words(due, date(2024, 10, 14)) == words
    with time_machine.travel(datetime(2024, 10, 13, 22, 0, tzinfo=UTC), tick=False):
        assert deadline_in_words(due) == words


def test_lateness_in_words() -> None:
    assert dates.lateness_in_words(date(2024, 10, 14), date(2024, 10, 17)) == "С опозданием на 3 дня"
    assert dates.lateness_in_words(date(2024, 10, 14), date(2024, 10, 14)) == ""
    assert dates.days_in_words(14) == "14 дней"


def test_a_moment_in_words() -> None:
    at = datetime(2024, 10, 14, 9, 0, tzinfo=UTC)
    assert dates.moment_in_words(datetime(2024, 10, 14, 7, 42, tzinfo=UTC), at) == "Сегодня, 10:42"
    assert dates.moment_in_words(datetime(2024, 10, 13, 20, 59, tzinfo=UTC), at) == "Вчера, 23:59"
    assert dates.moment_in_words(datetime(2024, 10, 12, 20, 59, tzinfo=UTC), at) == "12.10.2024, 23:59"


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        (date(2024, 10, 11), 1, date(2024, 10, 14)),
        (date(2024, 10, 31), 2, date(2024, 11, 5)),
        (date(2024, 12, 31), 1, date(2025, 1, 9)),
        (date(2024, 9, 30), 5, date(2024, 10, 7)),
        (date(2024, 10, 7), -5, date(2024, 9, 30)),
        (date(2024, 10, 12), 0, date(2024, 10, 14)),
        (date(2024, 10, 11), 0, date(2024, 10, 11)),
        # 8 March 2026 is a Sunday: Monday is given back. 9 May 2026 is a Saturday: so is Monday the 11th.
        (date(2026, 3, 6), 1, date(2026, 3, 10)),
        (date(2026, 5, 8), 1, date(2026, 5, 12)),
        # 1 and 9 May 2027 fall on a Saturday and a Sunday.
        (date(2027, 4, 30), 1, date(2027, 5, 4)),
        # The holidays of January give nothing back by themselves.
        (date(2022, 12, 30), 1, date(2023, 1, 9)),
    ],
)
def test_working_days(start: date, amount: int, end: date) -> None:
    assert add_working_days(start, amount) == end


def test_holidays_begin_with_their_year() -> None:
    assert is_working_day(date(2004, 11, 4))
    assert not is_working_day(date(2005, 11, 4))


def test_a_decree_overrules_the_rule() -> None:
    """In 2025 the days off for 23 February and 8 March were moved to May and June."""
    decree = WorkingCalendar(
        working=frozenset({date(2025, 2, 24), date(2025, 3, 10), date(2025, 11, 1)}),
        days_off=frozenset({date(2025, 5, 8), date(2025, 6, 13)}),
    )
    assert not is_working_day(date(2025, 2, 24))
    assert is_working_day(date(2025, 2, 24), decree)
    assert not is_working_day(date(2025, 6, 13), decree)
    assert add_working_days(date(2025, 10, 31), 1, decree) == date(2025, 11, 1)


@settings(max_examples=50)
@given(NEAR_DAYS, st.integers(min_value=1, max_value=40))
def test_working_days_are_counted_one_by_one(start: date, amount: int) -> None:
    end = add_working_days(start, amount)
    days_between = [start + timedelta(days=step) for step in range(1, (end - start).days + 1)]
    assert is_working_day(end)
    assert sum(map(is_working_day, days_between)) == amount


@settings(max_examples=50)
@given(NEAR_DAYS, st.integers(min_value=1, max_value=40))
def test_going_back_undoes_going_forth(start: date, amount: int) -> None:
    start = add_working_days(start, 0)
    assert add_working_days(add_working_days(start, amount), -amount) == start
