# SPDX-License-Identifier: MIT
"""Forms of participants: feedback in a minute, and what a mentor says of a meeting whose time is over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from nastavnik.web.fields import DateTextField
from nastavnik.web.forms import Email, Form, Optional, at_most, choices_of, filled, stripped
from nastavnik.web.forms import lazy as _l

from .service import Told, Words
from .words import MOODS

LONG = 2000
OUTCOMES = {"in_person": _l("In person"), "remote": _l("By video"), "none": _l("It did not")}


def _number(text: Any) -> int | None:
    return int(text) if str(text).isdecimal() else None


class FeedbackForm(Form):
    """What a participant says after a meeting. ``mood`` is asked of the mentee."""

    done = TextAreaField(
        _l("What we did"), [filled(_l("Say in a few words what you did.")), at_most(LONG)], filters=[stripped]
    )
    next_step = TextAreaField(_l("What comes next"), [at_most(LONG)], filters=[stripped])
    mood = RadioField(_l("How was the meeting for you?"), choices=choices_of(MOODS), validate_choice=False)
    note = TextAreaField(_l("A note for the coordinator"), [at_most(LONG)], filters=[stripped])
    needs_help = BooleanField(_l("I need help of the coordinator"))

    def words(self) -> Words:
        """What was typed, as the service wants it."""
        return Words(
            done=self.done.data or "",
            next_step=self.next_step.data or "",
            mood=_number(self.mood.data),
            note=self.note.data or "",
            needs_help=bool(self.needs_help.data),
        )


class TellForm(FeedbackForm):
    """What a mentor says of a meeting whose time is over, with the feedback in the same form."""

    outcome = RadioField(_l("The meeting took place"), choices=choices_of(OUTCOMES), validate_choice=False)
    reason = TextAreaField(_l("Why it did not"), [at_most(LONG)], filters=[stripped])
    held_on = DateTextField(_l("When"))
    minutes = IntegerField(_l("How many minutes"), [Optional()])
    topic = StringField(_l("Topic"), [at_most(300)], filters=[stripped])
    absent = SelectMultipleField(_l("Who was not there"), choices=[], validate_choice=False)

    def ready(self) -> bool:
        """A meeting that did not take place needs a reason and no feedback."""
        if self._sent and self.outcome.data == "none":
            self.done.validators = [at_most(LONG)]
        return super().ready()

    def told(self) -> Told:
        """What was typed, as the service wants it."""
        return Told(
            outcome=self.outcome.data or "",
            held_on=self.held_on.data,
            minutes=self.minutes.data,
            topic=self.topic.data or "",
            absent=tuple(found for one in self.absent.data or () if (found := _identifier(one))),
            reason=self.reason.data or "",
            words=self.words(),
        )


class GivePageForm(Form):
    """The link to a person's own page: by letter too, or only into the hands."""

    write = BooleanField(_l("Send the link by letter as well"))


class AccountForm(Form):
    """An account for a mentor or a mentee."""

    email = StringField(_l("E-mail"), [filled(), Email(), at_most(200)], filters=[stripped])
    role = SelectField(_l("Role"), choices=[], validate_choice=False)


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def absent_choices(people: Sequence[tuple[UUID, str]]) -> list[Any]:
    """Those of a group who may have been away."""
    return choices_of({str(person_id): name for person_id, name in people})
