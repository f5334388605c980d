# SPDX-License-Identifier: MIT
"""Forms of pairs, answers, orders and plans."""

from __future__ import annotations

from wtforms import FileField, IntegerField, RadioField, SelectField, StringField, TextAreaField

from nastavnik.web.fields import DateTextField
from nastavnik.web.forms import Form, Optional, at_most, choices_of, filled, stripped
from nastavnik.web.forms import lazy as _l

from .service import TaskCard
from .words import ANSWERS, END_REASONS

LONG = 2000


class ReasonForm(Form):
    """Why something is done."""

    reason = TextAreaField(_l("Reason"), [filled(), at_most(LONG)], filters=[stripped])


class AnswerForm(Form):
    """An answer given by word of mouth or on paper."""

    answer = RadioField(
        _l("Answer"), choices=choices_of({one: ANSWERS[one] for one in ("yes", "no")}), validate_choice=False
    )
    reason = TextAreaField(_l("How the answer was given"), [at_most(LONG)], filters=[stripped])


class LinkForm(Form):
    """An answer by a personal link."""

    answer = RadioField(
        _l("Your answer"),
        choices=choices_of({"yes": _l("I agree"), "no": _l("I do not agree")}),
        validate_choice=False,
    )
    reason = TextAreaField(_l("If you do not agree, say why"), [at_most(LONG)], filters=[stripped])


class EndForm(Form):
    """Ending a pair before its goal."""

    reason = RadioField(_l("Reason"), choices=choices_of(END_REASONS), validate_choice=False)
    words = TextAreaField(_l("In your own words"), [at_most(LONG)], filters=[stripped])


class GoalForm(Form):
    """The goal of a pair and its term."""

    goal = TextAreaField(_l("Goal"), [at_most(LONG)], filters=[stripped])
    ends_on = DateTextField(_l("Works until"))


class StoryForm(Form):
    """The story of a pair."""

    title = StringField(_l("Title of the story"), [filled(), at_most(300)], filters=[stripped])
    text = TextAreaField(_l("The story"), [filled(), at_most(10_000)], filters=[stripped])


class PublishForm(Form):
    """Where a story is published."""

    url = StringField(_l("Address of the publication"), [filled(), at_most(1000)], filters=[stripped])


class TaskForm(Form):
    """A line of the individual plan."""

    text = TextAreaField(_l("Task or event"), [filled(), at_most(LONG)], filters=[stripped])
    due_on = DateTextField(_l("Deadline"))
    planned_result = TextAreaField(_l("Planned result"), [at_most(LONG)], filters=[stripped])
    actual_result = TextAreaField(_l("Actual result"), [at_most(LONG)], filters=[stripped])
    mark = IntegerField(_l("The mentor's mark, 1 to 5"), [Optional()])

    def card(self) -> TaskCard:
        """What was typed, as the service wants it."""
        return TaskCard(
            text=self.text.data or "",
            due_on=self.due_on.data,
            planned_result=self.planned_result.data or "",
            actual_result=self.actual_result.data or "",
            mark=self.mark.data,
        )


class SignForm(Form):
    """The order was signed: its number, date and, if there is one, the scan."""

    number = StringField(_l("Number of the order"), [filled(), at_most(60)], filters=[stripped])
    dated_on = DateTextField(_l("Date of the order"), [filled(_l("Give the date of the order."))])
    file = FileField(_l("Scan of the signed order"))


class MatchForm(Form):
    """The last part of a proposal: what is not chosen from lists."""

    programme = SelectField(_l("Programme"), choices=[], validate_choice=False)
    group_title = StringField(_l("Name of the group"), [at_most(200)], filters=[stripped])
    goal = TextAreaField(_l("Goal"), [at_most(LONG)], filters=[stripped])
    ends_on = DateTextField(_l("Works until"))
