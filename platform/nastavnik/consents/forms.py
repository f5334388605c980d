# SPDX-License-Identifier: MIT
"""Forms of consents, clearances, the policy of the gate and wordings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from nastavnik.foundation.i18n import gettext as _
from nastavnik.people import service as people
from nastavnik.web.fields import DateTextField
from nastavnik.web.forms import Form, at_most, choices_of, filled, stripped
from nastavnik.web.forms import lazy as _l

from .wording import Wording
from .words import CLEARANCE_KINDS, GIVERS, POLICIES_14_17, PUBLICATION_CHOICES, RESULTS


class ConsentForm(Form):
    """A consent that was signed on paper."""

    given_by = RadioField(_l("Who has signed"), choices=choices_of(GIVERS))
    guardian = SelectField(_l("Legal representative"), choices=[])
    given_on = DateTextField(_l("Day of signing"), [filled(_l("Give the day on which it was signed."))])
    valid_until = DateTextField(_l("Last day of the term"))
    scan = FileField(_l("Scan of the signed paper"))
    without_scan = BooleanField(_l("There is no scan yet, the paper is kept by the organisation"))

    def ask_of(self, age: int | None, guardians: Sequence[people.GuardianOf]) -> None:
        """Offer those signatures that can be valid at this age."""
        givers = dict(GIVERS)
        if age is not None:
            if age >= people.ADULT:
                givers = {"self": GIVERS["self"]}
            elif age < people.OWN_SIGNATURE:
                givers = {"guardian": GIVERS["guardian"]}
        self.given_by.choices = choices_of(givers)
        if self.given_by.data is None:
            both = age is not None and people.OWN_SIGNATURE <= age < people.ADULT
            self.given_by.data = "both" if both else next(iter(givers))
        self.guardian.choices = choices_of(
            {"": _("nobody"), **{str(one.person_id): one.name.full for one in guardians}}
        )
        if self.guardian.data is None and len(guardians) == 1 and set(givers) != {"self"}:
            self.guardian.data = str(guardians[0].person_id)


def publication_form(conditions: Sequence[str]) -> type[ConsentForm]:
    """The form of a consent to publication: a choice for each kind of data, forbidden until it is allowed."""

    class PublicationForm(ConsentForm):
        """A consent under article 10.1 of 152-ФЗ."""

        conditions_text = TextAreaField(_l("Conditions"), [at_most(1000)], filters=[stripped])

    for index, title in enumerate(conditions):
        label = title[:1].upper() + title[1:]
        field = RadioField(label, choices=choices_of(PUBLICATION_CHOICES), default="forbid")
        setattr(PublicationForm, f"datum_{index}", field)
    return PublicationForm


class WithdrawForm(Form):
    """A withdrawal."""

    on = DateTextField(_l("Day of withdrawal"), [filled(_l("Give the day of withdrawal."))])
    reason = TextAreaField(_l("Reason"), [at_most(1000)], filters=[stripped])


class ScanForm(Form):
    """A scan for a consent that was recorded without one."""

    scan = FileField(_l("Scan of the signed paper"))


class ClearanceForm(Form):
    """A document that was seen. The document itself is never uploaded."""

    kind = SelectField(_l("What was seen"), choices=choices_of(CLEARANCE_KINDS))
    number = StringField(_l("Number"), [at_most(100)], filters=[stripped])
    issuer = StringField(_l("Issued by"), [at_most(300)], filters=[stripped])
    issued_on = DateTextField(
        _l("Date of the document"), [filled(_l("Give the date that stands on the document."))]
    )
    result = RadioField(_l("Result of the check"), choices=choices_of(RESULTS), default="cleared")
    next_check_on = DateTextField(_l("Check again by"))


class InterviewForm(Form):
    """A talk with the psychologist: when it was and what came of it, nothing else."""

    held_on = DateTextField(_l("Date of the talk"), [filled(_l("Give the day of the talk."))])
    result = RadioField(_l("Result of the talk"), choices=choices_of(RESULTS), default="cleared")


class PolicyForm(Form):
    """What is asked for before a pair starts."""

    consent_14_17 = RadioField(_l("Whose consent is asked for at 14–17"), choices=choices_of(POLICIES_14_17))
    clear_outside = BooleanField(_l("Adults from outside need a clearance"))
    clear_staff = BooleanField(_l("Own employees need a clearance too"))


class WordingForm(Form):
    """The changeable parts of one form of consent."""

    seen = HiddenField()
    title = StringField(_l("Title"), [filled(), at_most(300)], filters=[stripped])
    goal = TextAreaField(_l("Purpose"), [filled(), at_most(2000)], filters=[stripped])
    kinds = TextAreaField(_l("Data, one kind a line"), [filled(), at_most(4000)])
    actions = TextAreaField(_l("What is done with the data"), [filled(), at_most(2000)], filters=[stripped])
    ways = TextAreaField(_l("How they are processed"), [filled(), at_most(2000)], filters=[stripped])
    term = StringField(_l("How long the consent holds"), [filled(), at_most(500)], filters=[stripped])
    withdrawal = TextAreaField(_l("How it is withdrawn"), [filled(), at_most(2000)], filters=[stripped])
    conditions = TextAreaField(
        _l("Kinds of data that are allowed one by one, one a line"), [at_most(2000)], filters=[stripped]
    )

    @property
    def seen_number(self) -> int | None:
        """The version that the form began with."""
        seen = str(self.seen.data or "")
        return int(seen) if seen.isdecimal() else None

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(
            title=self.title.data or "",
            goal=self.goal.data or "",
            data=_lines(self.kinds.data),
            actions=self.actions.data or "",
            ways=self.ways.data or "",
            term=self.term.data or "",
            withdrawal=self.withdrawal.data or "",
            conditions=_lines(self.conditions.data),
        )

    @staticmethod
    def typed_from(wording: Wording) -> dict[str, Any]:
        """A wording as the form shows it."""
        parts = {name: getattr(wording, name) for name in Wording.__dataclass_fields__}
        del parts["data"]
        return {**parts, "kinds": "\n".join(wording.data), "conditions": "\n".join(wording.conditions)}


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line for part in (text or "").splitlines() if (line := " ".join(part.split())))
