# SPDX-License-Identifier: MIT
"""The yearly «still a mentor?» goes to those who may be written to."""

from __future__ import annotations

from nastavnik.foundation.dates import today
from nastavnik.people import service as people

from .writing import writable

CONFIRM_AT = "08:10"
"""In the morning by the clock of the district."""


def ask_mentors() -> int:
    """Write to every mentor whose yearly word is wanted and who may be written to; how many letters went out."""
    wanted = people.confirming.to_ask(today())
    allowed = writable([person for _mentor, person in wanted], today())
    asked = [(mentor, person) for mentor, person in wanted if person.id in allowed]
    for mentor, person in asked:
        people.confirming.ask(mentor, person)
    return len(asked)


def ask_mentors_daily() -> None:
    """What the clock calls."""
    ask_mentors()
