# SPDX-License-Identifier: MIT
"""Forms of persons, profiles, requests and representatives."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wtforms import (
    DecimalField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.web.fields import DateTextField
from nastavnik.web.forms import Form, Optional, at_most, choices_of, filled, stripped
from nastavnik.web.forms import lazy as _l

from .importing import TARGETS
from .service import MentorCard, PersonCard, Population, RequestCard
from .words import (
    CATEGORIES,
    FORMATS,
    KINDS,
    MENTEE_STATES,
    MENTOR_STATES,
    POPULATIONS,
    PRIORITIES,
    RELATIONS,
    REQUEST_AUTHORS,
    SOURCES,
    TOPIC_KINDS,
)


class Seen(Form):
    """A form over a record that others may change meanwhile."""

    seen = HiddenField()

    @property
    def seen_version(self) -> int | None:
        """The version of the record that the person looked at."""
        seen = str(self.seen.data or "")
        return int(seen) if seen.isdecimal() else None


class PopulationForm(Form):
    """How many there are in all, and who says so."""

    kind = SelectField(_l("Who is counted"), choices=choices_of(POPULATIONS))
    year = IntegerField(_l("Year"), [filled()])
    value = IntegerField(_l("How many"), [filled()])
    source = StringField(_l("Source"), [filled(), at_most(300)], filters=[stripped])
    counted_on = DateTextField(_l("Counted on"), [filled()])

    def population(self) -> Population:
        """What was typed, as the service wants it."""
        return Population(
            kind=self.kind.data or "",
            year=self.year.data or 0,
            value=-1 if self.value.data is None else self.value.data,
            source=self.source.data or "",
            counted_on=self.counted_on.data or today(),
        )


class PersonForm(Seen):
    """A person's card."""

    surname = StringField(_l("Surname"), [filled(), at_most(100)], filters=[stripped])
    name = StringField(_l("First name"), [filled(), at_most(100)], filters=[stripped])
    patronymic = StringField(_l("Patronymic"), [at_most(100)], filters=[stripped])
    kind = SelectField(_l("Who this is"), choices=choices_of(KINDS))
    birth_date = DateTextField(_l("Date of birth"))
    birth_year = IntegerField(_l("Year of birth"), [Optional()])
    post = StringField(_l("Class, course or post"), [at_most(200)], filters=[stripped])
    workplace = StringField(_l("Place of study or work"), [at_most(300)], filters=[stripped])
    phone = StringField(_l("Phone"), [at_most(60)], filters=[stripped])
    email = StringField(_l("E-mail"), [at_most(200)], filters=[stripped])
    young_since = DateTextField(_l("Young specialist since"))

    def card(self) -> PersonCard:
        """What was typed, as the service wants it."""
        return PersonCard(
            surname=self.surname.data or "",
            name=self.name.data or "",
            patronymic=self.patronymic.data or "",
            birth_date=self.birth_date.data,
            birth_year=self.birth_year.data,
            kind=self.kind.data or "",
            post=self.post.data or "",
            workplace=self.workplace.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            young_since=self.young_since.data,
        )


def lines(text: str | None) -> tuple[str, ...]:
    """Words of a field, divided by commas, semicolons or lines."""
    parts = (text or "").replace(";", "\n").replace(",", "\n").split("\n")
    return tuple(word for part in parts if (word := " ".join(part.split())))


class MentorForm(Seen):
    """A mentor's profile."""

    source = SelectField(_l("Base of mentors"), choices=choices_of(SOURCES))
    competences = TextAreaField(_l("Competences"), [at_most(2000)])
    interests = TextAreaField(_l("Interests"), [at_most(2000)])
    achievements = TextAreaField(_l("Achievements"), [at_most(2000)])
    forms = SelectMultipleField(_l("Forms of mentoring"))
    meeting_format = SelectField(_l("How to meet"), choices=choices_of(FORMATS))
    preferred_from = IntegerField(_l("Mentees from the age of"), [Optional()])
    preferred_to = IntegerField(_l("Mentees to the age of"), [Optional()])
    hours_per_week = DecimalField(_l("Hours a week"), [Optional()], places=1)
    capacity = IntegerField(_l("How many pairs at a time"), [Optional()], default=1)
    entered_on = DateTextField(_l("Entered on"))

    def card(self) -> MentorCard:
        """What was typed, as the service wants it."""
        hours = self.hours_per_week.data
        return MentorCard(
            source=self.source.data or "",
            forms=tuple(self.forms.data or ()),
            meeting_format=self.meeting_format.data or "any",
            achievements=self.achievements.data or "",
            preferred_from=self.preferred_from.data,
            preferred_to=self.preferred_to.data,
            hours_per_week=Decimal(hours) if hours is not None else None,
            capacity=self.capacity.data if self.capacity.data is not None else 1,
            competences=lines(self.competences.data),
            interests=lines(self.interests.data),
            entered_on=self.entered_on.data,
        )


class RequestForm(Seen):
    """What a mentee wants help with."""

    category = SelectField(_l("What the request is about"), choices=choices_of(CATEGORIES))
    text = TextAreaField(_l("In the mentee's own words"), [at_most(2000)], filters=[stripped])
    topics = TextAreaField(_l("Topics"), [at_most(1000)])
    priority = SelectField(_l("Priority"), choices=choices_of(PRIORITIES), default="2")
    author = SelectField(_l("Whose words these are"), choices=choices_of(REQUEST_AUTHORS))
    author_name = StringField(_l("Name of the one who asked"), [at_most(150)], filters=[stripped])

    def card(self) -> RequestCard:
        """What was typed, as the service wants it."""
        return RequestCard(
            category=self.category.data or "",
            text=self.text.data or "",
            priority=int(self.priority.data or 0),
            author=self.author.data or "",
            author_name=self.author_name.data or "",
            topics=lines(self.topics.data),
        )


class EnterMenteeForm(RequestForm):
    """Entering a person into the register of mentees, with the first request."""

    entered_on = DateTextField(_l("Entered on"))


class GuardianForm(Form):
    """A legal representative: somebody known already, or a new person."""

    person = SelectField(_l("Somebody in the registers"), choices=[])
    surname = StringField(_l("Surname"), [at_most(100)], filters=[stripped])
    name = StringField(_l("First name"), [at_most(100)], filters=[stripped])
    patronymic = StringField(_l("Patronymic"), [at_most(100)], filters=[stripped])
    phone = StringField(_l("Phone"), [at_most(60)], filters=[stripped])
    email = StringField(_l("E-mail"), [at_most(200)], filters=[stripped])
    relation = SelectField(_l("Who this is to the child"), choices=choices_of(RELATIONS))


class StateForm(Form):
    """Another state of a mentor or a mentee, and why."""

    state = RadioField(_l("New state"), choices=[])
    reason = TextAreaField(_l("Reason"), [at_most(1000)], filters=[stripped])


class TopicForm(Form):
    """A word for the taxonomy."""

    kind = SelectField(_l("Kind"), choices=choices_of(TOPIC_KINDS))
    title = StringField(_l("Word"), [filled(), at_most(80)], filters=[stripped])


class UploadForm(Form):
    """A spreadsheet of people."""

    target = RadioField(_l("Where the people go"), choices=choices_of(TARGETS), default="mentees")
    file = FileField(_l("Spreadsheet"))


class SureForm(Form):
    """A question with one answer."""


def states_for(now: str, steps: tuple[str, ...], register: str) -> list[Any]:
    """States that may follow, as choices."""
    words = MENTOR_STATES if register == "mentors" else MENTEE_STATES
    return choices_of({state: words[state] for state in steps if state != now})


def nobody() -> str:
    """The first line of a list of people: none of them."""
    return _("None of these: a new person below")


class ConfirmForm(Form):
    """The yearly word of a mentor, by a personal link."""

    answer = RadioField(
        _l("Your answer"),
        choices=choices_of(
            {
                "yes": _l("Yes, I go on"),
                "pause": _l("I pause for now"),
                "leave": _l("I leave the register"),
            }
        ),
        validate_choice=False,
    )
