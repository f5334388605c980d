# SPDX-License-Identifier: MIT
"""Forms of meetings and feedback, as the coordinator fills them in."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.widgets import CheckboxInput

from nastavnik.foundation.dates import DISTRICT_ZONE
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.matches.service import EXITS, OUTCOMES, Pair
from nastavnik.web.fields import DateTextField
from nastavnik.web.forms import Form, at_most, choices_of, filled, stripped
from nastavnik.web.forms import lazy as _l

from .service import MeetingCard, Words
from .words import FORMATS, KINDS, MOODS, WAYS

LONG = 2000
_TIME = re.compile(r"(?P<hour>[01]?\d|2[0-3])[:. -]?(?P<minute>[0-5]\d)")


class MeetingForm(Form):
    """What is planned: the kind, when, how and where."""

    kind = RadioField(_l("Kind of the meeting"), choices=choices_of(KINDS), validate_choice=False)
    day = DateTextField(_l("Day"), [filled(_l("Give the day of the meeting."))])
    time = StringField(_l("Time"), [filled(_l("Give the time, like this: 15:30."))], filters=[stripped])
    minutes = IntegerField(_l("Minutes"), [filled(_l("How long the meeting lasts, in minutes."))])
    format = RadioField(_l("How you meet"), choices=choices_of(FORMATS), validate_choice=False)
    place = StringField(_l("Place or address of the call"), [at_most(300)], filters=[stripped])
    agenda = TextAreaField(_l("What to speak of"), [at_most(LONG)], filters=[stripped])
    exception = TextAreaField(_l("Why the order of meetings is broken"), [at_most(LONG)], filters=[stripped])
    seen = HiddenField()

    def validate_time(self, field: Field) -> None:
        """Only a time of the day will do."""
        if not _TIME.fullmatch(field.data or ""):
            raise ValidationError(_("Give the time, like this: 15:30."))

    @property
    def seen_version(self) -> int | None:
        """The version that was shown."""
        seen = str(self.seen.data or "")
        return int(seen) if seen.isdecimal() else None

    def card(self) -> MeetingCard:
        """What was typed, as the service wants it."""
        return MeetingCard(
            kind=self.kind.data or "",
            starts_at=_moment(self.day.data, self.time.data or ""),
            minutes=self.minutes.data or 0,
            format=self.format.data or "",
            place=self.place.data or "",
            agenda=self.agenda.data or "",
            exception=self.exception.data or "",
        )


class HoldForm(Form):
    """What became of a meeting that took place."""

    held_on = DateTextField(_l("Took place on"), [filled(_l("Give the day of the meeting."))])
    topic = StringField(_l("Topic"), [at_most(300)], filters=[stripped])
    absent = SelectMultipleField(
        _l("Who was absent"), choices=[], option_widget=CheckboxInput(), validate_choice=False
    )
    paper = BooleanField(_l("The sheet of the meeting has come on paper"))
    exception = TextAreaField(_l("Why it is closed out of turn"), [at_most(LONG)], filters=[stripped])


class NotHeldForm(Form):
    """What became of a meeting that did not take place."""

    state = RadioField(
        _l("What became of the meeting"),
        choices=choices_of({"no_show": _l("Nobody came"), "cancelled": _l("It was cancelled beforehand")}),
        validate_choice=False,
    )
    reason = TextAreaField(_l("Reason"), [filled(), at_most(LONG)], filters=[stripped])


class OnBehalfForm(Form):
    """Feedback entered for a participant."""

    done = TextAreaField(
        _l("What was done"),
        [filled(_l("Say in a few words what was done.")), at_most(LONG)],
        filters=[stripped],
    )
    next_step = TextAreaField(_l("Next step"), [at_most(LONG)], filters=[stripped])
    mood = RadioField(_l("How the meeting was"), choices=choices_of(MOODS), validate_choice=False)
    note = TextAreaField(_l("In their own words"), [at_most(LONG)], filters=[stripped])
    needs_help = BooleanField(_l("Help is needed"))
    way = RadioField(
        _l("How it came"),
        choices=choices_of({"on_behalf": _l("By word of mouth"), "paper": WAYS["paper"]}),
        validate_choice=False,
    )
    reason = TextAreaField(
        _l("Why you enter it for somebody else"),
        [filled(_l("Say why you enter it for somebody else.")), at_most(LONG)],
        filters=[stripped],
    )

    def words(self) -> Words:
        """What was typed, as the service wants it."""
        mood = str(self.mood.data or "")
        return Words(
            done=self.done.data or "",
            next_step=self.next_step.data or "",
            mood=int(mood) if mood.isdecimal() and len(mood) == 1 else None,
            note=self.note.data or "",
            needs_help=bool(self.needs_help.data),
        )


class ExcuseForm(Form):
    """Why no feedback is asked for."""

    reason = TextAreaField(_l("Reason"), [filled(), at_most(LONG)], filters=[stripped])


class SettingsForm(Form):
    """The organisation's limit of silence."""

    silence_days = IntegerField(_l("Days without a meeting before a warning"), [filled()])


def completion_form(pair: Pair) -> type[Form]:
    """The form of a pair's completion: the outcome and the way out of each mentee, and one reflection."""
    fields: dict[str, Any] = {}
    for member in pair.members:
        name = member.name.short
        fields[f"outcome-{member.mentee.id}"] = RadioField(
            _("Goal of %(name)s", name=name), [_chosen()], choices=choices_of(OUTCOMES), validate_choice=False
        )
        fields[f"exit-{member.mentee.id}"] = RadioField(
            _("What is next for %(name)s", name=name),
            [_chosen()],
            choices=choices_of(EXITS),
            validate_choice=False,
        )
    fields["reflection"] = TextAreaField(
        _l("Reflection of the pair"),
        [filled(_l("Write down the reflection of the pair.")), at_most(LONG)],
        filters=[stripped],
    )
    return type("CompletionForm", (Form,), fields)


def _chosen() -> Any:
    return filled(_l("Choose one."))


def _moment(day: date | None, time: str) -> datetime:
    """A day and a typed time of the district."""
    found = _TIME.fullmatch(time)
    if day is None or found is None:
        raise Refused(_("Give the time, like this: 15:30."), field="time")
    return datetime(
        day.year, day.month, day.day, int(found["hour"]), int(found["minute"]), tzinfo=DISTRICT_ZONE
    )
