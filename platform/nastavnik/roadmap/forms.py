# SPDX-License-Identifier: MIT
"""Forms of the roadmap. The wizard's own fields are in ``importing``: what is typed there is kept word for word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from nastavnik.web.fields import DateTextField
from nastavnik.web.forms import Form, Optional, at_most, choices_of, filled, stripped
from nastavnik.web.forms import lazy as _l

from .importing import deadline_fields

LONGEST_LINE = 300
LONGEST_TEXT = 4000


def day(message: Any) -> InputRequired:
    """The date may not be left out."""
    return InputRequired(message=message)


def _as_text(value: Any) -> str:
    return str(value or "").strip()


class Seen(Form):
    """A form over a row that somebody else may be changing: it says which version the person saw."""

    seen = HiddenField(filters=[_as_text])

    @property
    def version(self) -> int | None:
        """The version of the row when the form was opened."""
        text = str(self.seen.data or "")
        return int(text) if text.isdecimal() else None


class UploadForm(Form):
    """The order itself."""

    file = FileField(_l("File of the order"), validators=[filled(_l("Choose the file of the order."))])


class SureForm(Form):
    """A tick in front of what cannot be undone."""

    sure = BooleanField(_l("Yes, throw it away"), validators=[filled(_l("Tick this to go on."))])


class ReasonForm(Seen):
    """One sentence: why."""

    reason = TextAreaField(
        _l("Reason"),
        filters=[stripped],
        validators=[filled(_l("Write the reason.")), at_most(LONGEST_TEXT)],
        render_kw={"rows": 3},
    )


class CloseForm(Seen):
    """Closing an execution: evidence and the day."""

    file = MultipleFileField(_l("File of evidence"), validators=[Optional()])
    url = URLField(_l("Link"), filters=[stripped], validators=[at_most(2000)])
    title = StringField(_l("Name of the link"), filters=[stripped], validators=[at_most(LONGEST_LINE)])
    done_on = DateTextField(_l("Day of execution"), validators=[day(_l("Write the day of execution."))])


class ExceptionForm(ReasonForm):
    """Closing without evidence."""

    done_on = DateTextField(_l("Day of execution"), validators=[day(_l("Write the day of execution."))])


class EvidenceForm(Form):
    """More evidence behind an execution."""

    file = MultipleFileField(_l("File of evidence"), validators=[Optional()])
    url = URLField(_l("Link"), filters=[stripped], validators=[at_most(2000)])
    title = StringField(_l("Name of the link"), filters=[stripped], validators=[at_most(LONGEST_LINE)])
    note = StringField(_l("Remark"), filters=[stripped], validators=[at_most(LONGEST_LINE)])


class MoveForm(ReasonForm):
    """Another deadline."""

    due = DateTextField(_l("New deadline"), validators=[day(_l("Write the new deadline."))])
    basis = StringField(
        _l("Basis"),
        description=_l("An order, a letter, minutes: what and from which day."),
        filters=[stripped],
        validators=[filled(_l("Name the basis: an order, a letter, minutes.")), at_most(LONGEST_LINE)],
    )


class EventForm(Seen):
    """The day of an event that a deadline counts from."""

    on = DateTextField(_l("Day of the event"), validators=[day(_l("Write the day of the event."))])


class DatesForm(Seen):
    """Dates that somebody's schedule sets."""

    dates = TextAreaField(
        _l("Dates"),
        description=_l("One or several, with commas between: 21.10.2024, 15.11.2024."),
        filters=[stripped],
        validators=[filled(_l("Name at least one date.")), at_most(LONGEST_TEXT)],
        render_kw={"rows": 2},
    )


class OpenForm(ReasonForm):
    """A need has come."""

    due = DateTextField(_l("Deadline"), validators=[day(_l("Write the deadline."))])


class Ticks(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PeopleForm(Seen):
    """Who answers for a measure."""

    people = Ticks(_l("From the organisation"), validate_choice=False)
    names = StringField(
        _l("Others, by name"),
        description=_l(
            "Surname and initials with commas between; an account is found by itself when there is one."
        ),
        filters=[stripped],
        validators=[at_most(LONGEST_TEXT)],
    )


class ManyPeopleForm(PeopleForm):
    """People for several measures."""

    instead = RadioField(
        _l("What to do with those who answer now"),
        choices=choices_of({"": _l("Leave them and add these"), "y": _l("Put these in their place")}),
        default="",
    )


class ItemForm(Seen):
    """The words of a measure."""

    number = StringField(_l("Number"), filters=[stripped], validators=[at_most(40)])
    title = TextAreaField(
        _l("Title"),
        filters=[stripped],
        validators=[filled(_l("Write what is to be done.")), at_most(LONGEST_TEXT)],
        render_kw={"rows": 3},
    )
    result = TextAreaField(
        _l("Result. Kind of document"),
        filters=[stripped],
        validators=[at_most(LONGEST_TEXT)],
        render_kw={"rows": 2},
    )


class TieForm(Seen):
    """The records behind a measure."""

    kind = SelectField(_l("Records"), validators=[Optional()])
    closes = BooleanField(_l("Close executions by itself when the records suffice"))


class CommentForm(Form):
    """A remark."""

    text = TextAreaField(
        _l("Answer"),
        filters=[stripped],
        validators=[filled(_l("Write the remark.")), at_most(LONGEST_TEXT)],
        render_kw={"rows": 2},
    )


def _days(label: Any) -> IntegerField:
    return IntegerField(
        label,
        validators=[
            InputRequired(message=_l("Write a number; 0 switches it off.")),
            NumberRange(0, 90, message=_l("From 0 to 90 days.")),
        ],
        render_kw={"inputmode": "numeric"},
    )


class SettingsForm(Form):
    """When reminders go out. Zero switches one off."""

    first_reminder_days = _days(_l("First reminder, days before the deadline"))
    last_reminder_days = _days(_l("Last reminder, days before the deadline"))
    overdue_every_days = _days(_l("When overdue, every so many days"))
    escalate_after_days = _days(_l("The director is told after so many days overdue"))
    letters = BooleanField(_l("Send letters as well: one a day to a person at most"))


class OrderFields(Form):
    """Fields of the order in the wizard, shown with what the draft holds."""

    number = StringField(_l("Number"))
    date = StringField(_l("Date of the order"), render_kw={"inputmode": "numeric"})
    period_from = StringField(_l("Period from"), render_kw={"inputmode": "numeric"})
    period_to = StringField(_l("to"), render_kw={"inputmode": "numeric"})
    signatory = StringField(_l("Signed by"))
    basis = TextAreaField(_l("Basis"), render_kw={"rows": 1})
    title = TextAreaField(_l("Title of the order"), render_kw={"rows": 2})
    organisation = TextAreaField(_l("Organisation"), render_kw={"rows": 2})


class ItemFields(Form):
    """Fields of one measure in the wizard. Names carry the measure's place: «i7-title»."""

    number = StringField(_l("Number"))
    title = TextAreaField(_l("Title"), render_kw={"rows": 3})
    result = TextAreaField(_l("Result. Kind of document"), render_kw={"rows": 2})
    section = SelectField(_l("Section"), validate_choice=False)
    people = StringField(_l("Responsible"))
    deadline_text = StringField(_l("Deadline, as worded"))
    kind = SelectField(
        _l("Kind of deadline"), choices=choices_of(deadline_fields.KINDS), validate_choice=False
    )
    date = StringField(_l("Date"), render_kw={"inputmode": "numeric"})
    every = SelectField(_l("How often"), choices=choices_of(deadline_fields.EVERY), validate_choice=False)
    dates = TextAreaField(_l("Dates"), render_kw={"rows": 2})
    amount = StringField(_l("How many"), render_kw={"inputmode": "numeric"})
    unit = SelectField(_l("Unit"), choices=choices_of(deadline_fields.UNITS), validate_choice=False)
    event = StringField(_l("Event"))
    source = StringField(_l("Whose schedule"))
    decision = RadioField(_l("In the roadmap"), validate_choice=False)

    @classmethod
    def of(
        cls,
        place: int,
        values: Mapping[str, str],
        errors: Mapping[str, str],
        sections: Mapping[str, str],
    ) -> ItemFields:
        """The fields as the draft holds them, mistakes beside them."""
        form = cls(sent=False, prefix=f"i{place}-", data=dict(values))
        form.section.choices = choices_of(sections)
        show_errors(form, errors)
        return form


def show_errors(form: Form, errors: Mapping[str, str]) -> None:
    """Put mistakes that were found elsewhere beside the fields."""
    for name, message in errors.items():
        if name in form:
            form[name].errors = [message]
