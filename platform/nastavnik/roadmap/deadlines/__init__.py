# SPDX-License-Identifier: MIT
"""Deadlines of a roadmap: how Russian schools write them, what they mean, and on which days they fall due.

``understand`` reads a wording («ежеквартально до 10 числа») in a plan for a period; ``rebuild`` gives the dates of a
rule that a person has corrected; ``wording.describe`` says a deadline in words. Pure: no Flask, no database.

A wording goes through ``tokens`` (spelling, spaces, dashes) and the grammars, each standing on the one before:
``number_grammar``, ``calendar_grammar``, ``rhythm_grammar``, ``clause_grammar``, ``source_grammar``,
``event_grammar``, ``grammar``. ``meaning`` makes one kind and one rule of what they found, ``calendar_rules`` makes
dates of the rule.

Kinds and their rules (dates ISO, numbers whole; keys in brackets may be absent):

============ ===================================================================================================
fixed        ``date``, or ``from`` and ``to``: a bounded window named once («март 2023», «27-30 марта 2023»),
             due on its last day; it may lie outside the period.
recurring    ``every`` and what belongs to it, see below, or ``dates``: days named one by one with their years.
             Due days outside the period are left out. A month without a year recurs by its wording, even where the
             period holds it only once.
whole_period [``within`` whole_period | years | year | academic_year: what was named] [``from`` or ``from_month``: an
             open start] [``every`` day: «ежедневно» is work with one date at its end]. Due: the period's last day.
relative     ``event`` (its wording, genitive), ``amount`` (0: right after or before), ``unit`` day | week | month |
             year, ``working_days``, ``direction`` after | before. No dates until the event is recorded.
external     ``source`` schedule | plan | programme | order | agreement | holidays | events: who sets the dates
             [``by`` the organisation] [``of`` of what]. School holidays belong here: each school's own schedule.
conditional  ``condition`` (its wording), ``latest``: the last day on which it can be opened
             [``amount``, ``unit``, ``working_days`` after it arises].
unclear      [``amount``, ``unit``, ``working_days``] when an amount of time of no known event was read.
============ ===================================================================================================

Of two signals the narrower one makes the kind and the other is kept: ``within`` (a window), ``also`` (``kind`` and the
rule's keys), ``then`` (the same: what is said to come later), ``latest`` (a single date beside a condition or an
event).

Rules of ``recurring``:

==================== ===========================================================================================
``every``            day | week | month | quarter | half_year | year | term | trimester | academic_year. Due is the
                     last day of each unit: Sunday, the month's end, 31.03 / 30.06 / 30.09 / 31.12, …
                     A term (четверть) ends with October, December, March and May, a trimester with November,
                     February and May, an academic year on 31 May: lessons end then, and so does a deadline.
``interval``         every how many units («раз в две недели»: 2). ``times``: how often in each, dates stay the same.
``day``, ``days``    day or days of the month, clipped to its length; ``month`` is that month's number in the unit
                     (quarter 1..3, half_year 1..6, year 1..12), else its last one.
``following``        true: in the unit after the one reported on («до 5 числа месяца, следующего за кварталом»).
                     «ежеквартально до N числа» says it without saying when N <= 15.
``weekdays``         0 Monday … 6 Sunday, for every week; with ``nth`` (1..5, -1 the last) for every month.
``working_days``     true: a due day at a weekend moves back to Friday.
year, one of         ``months`` [2, 4] (each month's end); ``from_month`` and ``to_month`` (a range, its last day);
                     ``month`` and ``day`` [``from_day`` MM-DD]; ``quarters``, ``half_years``, ``terms``;
                     ``month_days`` ["01-15", "09-01"].
shorter units        ``months``, or ``from_month`` and ``to_month``: only in these months.
any                  ``from``, ``until``: only between these days; ``first``: one more day before the others start.
==================== ===========================================================================================
"""

from .calendar_rules import FREQUENCIES, UNITS, rebuild
from .grammar import understand
from .model import KINDS, BadRule, Deadline, Period, Rule

__all__ = ["FREQUENCIES", "KINDS", "UNITS", "BadRule", "Deadline", "Period", "Rule", "rebuild", "understand"]
