# SPDX-License-Identifier: MIT
"""Forms of programmes, their documents, people and events."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older

from nastavnik.web.fields import DateTextField
from nastavnik.web.forms import Form, at_most, choices_of, filled, stripped
from nastavnik.web.forms import lazy as _l

from .reference import FORMS, MODEL_KINDS, STAGES
from .service import Programme, ProgrammeCard
from .words import ROLES

LONG = 4000


def _kinds() -> list[SelectChoice]:
    """Every form with its role variants: «FORM/variant»; the first line of a form leaves the variant open."""
    return [
        choice
        for form in FORMS.values()
        for choice in (
            SelectChoice(f"{form.code}/", form.title, optgroup=form.title),
            *(
                SelectChoice(f"{form.code}/{variant.code}", variant.title, optgroup=form.title)
                for variant in form.variants
            ),
        )
    ]


class ProgrammeForm(Form):
    """A programme's card."""

    seen = HiddenField()
    title = StringField(_l("Title of the programme"), [filled(), at_most(300)], filters=[stripped])
    kind = SelectField(_l("Form and role variant"), choices=_kinds())
    custom_form_id = SelectField(_l("The organisation's own form"), choices=[])
    model_kind = SelectField(_l("Model"), choices=choices_of(MODEL_KINDS))
    starts_on = DateTextField(_l("Begins on"), [filled(_l("Give the day."))])
    ends_on = DateTextField(_l("Ends on"), [filled(_l("Give the day."))])
    goal = TextAreaField(_l("Goal"), [at_most(LONG)], filters=[stripped])
    tasks = TextAreaField(_l("Tasks"), [at_most(LONG)], filters=[stripped])
    target_group = TextAreaField(_l("Target group"), [at_most(LONG)], filters=[stripped])
    planned_results = TextAreaField(_l("Planned results"), [at_most(LONG)], filters=[stripped])
    author = StringField(_l("Author"), [at_most(200)], filters=[stripped])
    coordinator_name = StringField(_l("Coordinator"), [at_most(200)], filters=[stripped])
    public_url = StringField(_l("Address of the publication"), [at_most(500)], filters=[stripped])
    best_practice = BooleanField(_l("Best practice"))

    @property
    def seen_version(self) -> int | None:
        """The version of the programme that the person looked at."""
        seen = str(self.seen.data or "")
        return int(seen) if seen.isdecimal() else None

    def card(self) -> ProgrammeCard:
        """What was typed, as the service wants it."""
        form, _slash, variant = (self.kind.data or "").partition("/")
        own = self.custom_form_id.data
        return ProgrammeCard(
            title=self.title.data or "",
            form=form,
            variant=variant,
            custom_form_id=UUID(own) if own else None,
            model_kind=self.model_kind.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            goal=self.goal.data or "",
            tasks=self.tasks.data or "",
            target_group=self.target_group.data or "",
            planned_results=self.planned_results.data or "",
            author=self.author.data or "",
            coordinator_name=self.coordinator_name.data or "",
            public_url=self.public_url.data or "",
            best_practice=bool(self.best_practice.data),
        )


def fields_of(programme: Programme) -> dict[str, Any]:
    """A stored programme as the data of its form."""
    names = [
        *("title", "model_kind", "starts_on", "ends_on", "goal", "tasks", "target_group", "planned_results"),
        *("author", "coordinator_name", "public_url", "best_practice"),
    ]
    data = {name: getattr(programme, name) for name in names}
    data["kind"] = f"{programme.form}/{programme.variant}"
    data["custom_form_id"] = str(programme.custom_form_id or "")
    data["seen"] = programme.version
    return data


class ReasonForm(Form):
    """Why a programme is cancelled."""

    reason = TextAreaField(_l("Reason"), [filled(), at_most(LONG)], filters=[stripped])


class ContinueForm(Form):
    """The term of the next cycle."""

    starts_on = DateTextField(_l("Begins on"), [filled(_l("Give the day."))])
    ends_on = DateTextField(_l("Ends on"), [filled(_l("Give the day."))])


def _papers() -> list[SelectChoice]:
    return [
        SelectChoice(paper.code, paper.title, optgroup=f"{stage.number}. {stage.title}")
        for stage in STAGES
        for paper in stage.papers
    ]


class DocumentForm(Form):
    """A document of a programme: a file or an address."""

    kind = SelectField(_l("Kind of document"), choices=_papers())
    title = StringField(_l("Title"), [at_most(300)], filters=[stripped])
    number = StringField(_l("Number"), [at_most(60)], filters=[stripped])
    dated_on = DateTextField(_l("Date"))
    file = FileField(_l("File"))
    url = StringField(_l("Or its address"), [at_most(500)], filters=[stripped])


class ParticipantForm(Form):
    """Somebody who takes part."""

    role = RadioField(_l("Role"), choices=choices_of(ROLES), default="mentee", validate_choice=False)


class ResultsForm(Form):
    """What the group says of the cycle, and what was reached."""

    results = TextAreaField(_l("Reflection and results"), [filled(), at_most(LONG)], filters=[stripped])


class EventForm(Form):
    """A public event of the programme."""

    title = StringField(_l("Title of the event"), [filled(), at_most(300)], filters=[stripped])
    held_on = DateTextField(_l("Date"), [filled(_l("Give the day."))])
    place = StringField(_l("Place"), [at_most(300)], filters=[stripped])
    url = StringField(_l("Address of the publication"), [at_most(500)], filters=[stripped])


class OwnForm(Form):
    """A form of mentoring with the organisation's own name."""

    title = StringField(_l("Name of the form"), [filled(), at_most(200)], filters=[stripped])
    base_form = SelectField(
        _l("Counts as"), choices=choices_of({form.code: form.title for form in FORMS.values()})
    )
