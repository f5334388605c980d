# SPDX-License-Identifier: MIT
"""How values look in templates: filters for dates, names, numbers and sizes. What is absent is a dash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from jinja2 import Environment, Undefined
from markupsafe import Markup

from nastavnik.foundation import dates, typography
from nastavnik.foundation.i18n import LazyText
from nastavnik.foundation.names import PersonName, short_name

ABSENT = "—"

Value = TypeVar("Value")
Options = ParamSpec("Options")


def register_filters(environment: Environment) -> None:
    """Add ``date``, ``datetime``, ``long_date``, ``person``, ``typo``, ``number``, ``percent`` and ``size``."""
    environment.filters |= {
        "date": _or_dash(dates.format_date),
        "datetime": _or_dash(dates.format_datetime),
        "long_date": _or_dash(_long_date),
        "person": _or_dash(_person),
        "typo": _or_dash(_typo),
        "number": _or_dash(_number),
        "percent": _or_dash(_percent),
        "size": _or_dash(typography.bytes_size),
    }


def _or_dash(
    show: Callable[Concatenate[Value, Options], str],
) -> Callable[Concatenate[Value | None, Options], str]:
    """The filter that shows a dash for ``None``; an undefined name stays the mistake it is."""

    @wraps(show)
    def shown(value: Value | None, /, *args: Options.args, **options: Options.kwargs) -> str:
        if isinstance(value, Undefined):
            return str(value)
        return ABSENT if value is None else show(value, *args, **options)

    return shown


def _long_date(value: date | datetime, *, weekday: bool = True) -> str:
    return typography.typo(dates.format_long_date(value, weekday=weekday))


def _person(value: PersonName | str) -> str:
    return value.short if isinstance(value, PersonName) else short_name(value)


def _typo(value: str | LazyText | Markup) -> str:
    return typography.typo(value if isinstance(value, str) else str(value))


def _number(value: float | Decimal, digits: int | None = None) -> str:
    return typography.number(value, digits)


def _percent(value: float | Decimal, digits: int = 1) -> str:
    return typography.percent(value, digits)
