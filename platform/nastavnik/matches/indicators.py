# SPDX-License-Identifier: MIT
"""What pairs and groups tell the district (domain 8.3, 8.8): counts alone, nothing of a person.

A pair works from the day of its order until it is paused or over, and counts in a period when it worked on one day of
it. Persons are counted once in a period, a person in both roles in both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.people.service import SOURCES
from nastavnik.programmes.service import FORMS
from nastavnik.rollups.service import Indicator, Tally

from . import counting
from .words import END_REASONS

PEOPLE = "matches.people"
BY_FORM = "matches.people_by_form"
BY_SOURCE = "matches.mentors_by_source"
WORKING = "matches.working"
FLOW = "matches.flow"
REASONS = "matches.reasons"

FORM_WORDS: Mapping[str, Text] = {code: form.title for code, form in FORMS.items()}
BY_AGE = _l(
    "Age in full years on the last day of the period, bounds included. Counted are organisations that have typed how many"
    " children there are in all. The method of Р-145 is defined for a region; for an organisation and a district this is"
    " a local analogue."
)
BY_WORK = _l(
    "Full years on the last day of the period. Counted are organisations that have typed how many such teachers there are"
    " in all. The method of Р-145 is defined for a region; for an organisation and a district this is a local analogue."
)


def tallies() -> Sequence[Tally]:
    """People and pairs at work once in a period, and what happened to pairs by months."""
    return (
        Tally(
            PEOPLE,
            (
                *("mentors", "mentees", "young", "children", "leaders"),
                *("i1", "i1_whole", "i2", "i2_whole", "i3", "i3_whole"),
            ),
            counting.people,
            distinct=True,
        ),
        Tally(
            BY_FORM,
            ("mentors", "mentees"),
            counting.people_by_form,
            _l("Form of mentoring"),
            distinct=True,
            words=FORM_WORDS,
        ),
        Tally(
            BY_SOURCE,
            ("mentors",),
            counting.mentors_by_source,
            _l("Source of mentors"),
            distinct=True,
            words=SOURCES,
        ),
        Tally(
            WORKING,
            ("matches", "pairs", "groups"),
            counting.working_matches,
            _l("Form of mentoring"),
            distinct=True,
            words=FORM_WORDS,
        ),
        Tally(
            FLOW, ("formed", "completed", "ended"), counting.flow, _l("Form of mentoring"), words=FORM_WORDS
        ),
        Tally(
            REASONS,
            ("ended",),
            counting.reasons,
            _l("Reason of an early end"),
            words=END_REASONS,
            guarded=True,
        ),
    )


def indicators() -> Sequence[Indicator]:
    """The figures of this room, each with a sentence that says what is counted."""
    once = _l(
        "A person is counted once in a period, however many pairs there were; figures of months do not add up."
    )
    in_each = _l("A person in two of them counts in both, so the sum may exceed the number of people.")
    return (
        Indicator(
            "matches.mentors",
            _l("Mentors at work"),
            _l(
                "Different people who were the mentor of a pair or group at work on at least one day of the period."
            ),
            PEOPLE,
            "mentors",
            unit="people",
            note=once,
            better="more",
        ),
        Indicator(
            "matches.mentees",
            _l("Mentees at work"),
            _l(
                "Different people who were a mentee of a pair or group at work on at least one day of the period."
            ),
            PEOPLE,
            "mentees",
            unit="people",
            note=once,
            better="more",
        ),
        Indicator(
            "matches.mentors_by_form",
            _l("Mentors by form"),
            _l("Different mentors of pairs and groups at work in the period, in each form of mentoring."),
            BY_FORM,
            "mentors",
            unit="people",
            note=in_each,
        ),
        Indicator(
            "matches.mentees_by_form",
            _l("Mentees by form"),
            _l("Different mentees of pairs and groups at work in the period, in each form of mentoring."),
            BY_FORM,
            "mentees",
            unit="people",
            note=in_each,
        ),
        Indicator(
            "matches.mentors_by_source",
            _l("Mentors by source"),
            _l("Different mentors of pairs and groups at work in the period, by the base they come from."),
            BY_SOURCE,
            "mentors",
            unit="people",
            note=_l("Pupils, alumni, enterprises and organisations, active teachers (order No. 26, 2.2)."),
        ),
        Indicator(
            "matches.working",
            _l("Pairs and groups at work"),
            _l("Pairs and groups that were at work on at least one day of the period."),
            WORKING,
            "matches",
            note=_l("From the day of the order; days of a pause do not count."),
            better="more",
        ),
        Indicator(
            "matches.groups",
            _l("Groups at work"),
            _l("Groups, of one mentor with several mentees, at work on at least one day of the period."),
            WORKING,
            "groups",
        ),
        Indicator(
            "matches.formed",
            _l("Pairs and groups formed"),
            _l("Pairs and groups fixed by an order that is dated in the period."),
            FLOW,
            "formed",
            better="more",
        ),
        Indicator(
            "matches.completed",
            _l("Pairs and groups completed"),
            _l("Pairs and groups that came to their end in the period with the outcome written down."),
            FLOW,
            "completed",
            better="more",
        ),
        Indicator(
            "matches.ended",
            _l("Ended early"),
            _l("Pairs and groups ended before their goal in the period, by the reason that was given."),
            REASONS,
            "ended",
            better="less",
        ),
        Indicator(
            "matches.i1",
            _l("I1. Children of 10–19 as mentees"),
            _l("Different mentees aged 10 to 19, out of all children of that age."),
            PEOPLE,
            "i1",
            "i1_whole",
            unit="share",
            note=BY_AGE,
            better="more",
        ),
        Indicator(
            "matches.i2",
            _l("I2. Children of 15–19 as mentors"),
            _l("Different mentors aged 15 to 19, out of all children of that age."),
            PEOPLE,
            "i2",
            "i2_whole",
            unit="share",
            note=BY_AGE,
            better="more",
        ),
        Indicator(
            "matches.i3",
            _l("I3. Young specialists as mentees"),
            _l(
                "Different mentees who are teachers with at most three full years of work, out of all such teachers."
            ),
            PEOPLE,
            "i3",
            "i3_whole",
            unit="share",
            note=BY_WORK,
            better="more",
        ),
        Indicator(
            "matches.young",
            _l("Young specialists with a mentor"),
            _l(
                "Different mentees at work in the period who are teachers with at most three full years of work."
            ),
            PEOPLE,
            "young",
            unit="people",
            note=_l("Full years on the last day of the period."),
            better="more",
        ),
    )
