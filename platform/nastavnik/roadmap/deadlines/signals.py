# SPDX-License-Identifier: MIT
"""What a wording can say about time, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass

from .calendar_grammar import Calendar
from .rhythm_grammar import Rhythm


@dataclass(frozen=True)
class Condition:
    """«по мере необходимости». ``joined``: said beside something definite with «и» («ежегодно и по запросу»)."""

    text: str
    joined: bool = False


@dataclass(frozen=True)
class Amount:
    """«10 рабочих дней»."""

    amount: int
    unit: str
    working_days: bool = False


@dataclass(frozen=True)
class Event:
    """«в течение двух недель с даты определения модели»; an amount of 0 days means right after or before it."""

    text: str
    amount: Amount
    direction: str


@dataclass(frozen=True)
class Source:
    """Who sets the dates: a schedule, a plan, a programme, an order, an agreement, holidays or other events."""

    source: str
    by: str = ""
    of: str = ""


@dataclass(frozen=True)
class Whole:
    """«в течение всего периода»: ``within`` is whole_period, year or academic_year."""

    within: str


@dataclass(frozen=True)
class Then:
    """«далее»: what follows comes after what was said before."""


Signal = Condition | Amount | Event | Source | Whole | Then | Rhythm | Calendar
