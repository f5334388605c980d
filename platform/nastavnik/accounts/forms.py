# SPDX-License-Identifier: MIT
"""Forms of sign-in, of a person's own account and of an organisation's staff."""

from __future__ import annotations

from wtforms import BooleanField, EmailField, HiddenField, PasswordField, RadioField, StringField

from nastavnik.foundation.names import PersonName
from nastavnik.web.forms import Email, Form, at_most, choices_of, filled, stripped
from nastavnik.web.forms import lazy as _l

from .service import ROLES, TENANT_ROLES

LONGEST_NAME = 100
LONGEST_EMAIL = 254
LONGEST_POST = 200


class SignInForm(Form):
    """The door."""

    email = EmailField(_l("E-mail"), filters=[stripped], validators=[filled(_l("Type your e-mail address."))])
    password = PasswordField(_l("Password"), validators=[filled(_l("Type your password."))])
    next = HiddenField(filters=[stripped])


class ResetForm(Form):
    """A request for a new password."""

    email = EmailField(
        _l("E-mail"),
        filters=[stripped],
        validators=[filled(_l("Type your e-mail address.")), Email(), at_most(LONGEST_EMAIL)],
    )


class NewPasswordForm(Form):
    """The form behind a link."""

    password = PasswordField(
        _l("New password"),
        description=_l(
            "At least ten characters. Three words that do not belong together are easy to remember."
        ),
        validators=[filled(_l("Think of a password."))],
    )


class ChangePasswordForm(Form):
    """A new password in place of a known one."""

    current = PasswordField(_l("Current password"), validators=[filled(_l("Type your current password."))])
    password = PasswordField(
        _l("New password"),
        description=_l(
            "At least ten characters. Three words that do not belong together are easy to remember."
        ),
        validators=[filled(_l("Think of a password."))],
    )


class PersonFields(Form):
    """Who a person is."""

    email = EmailField(
        _l("E-mail"),
        filters=[stripped],
        validators=[filled(_l("Give the address the invitation goes to.")), Email(), at_most(LONGEST_EMAIL)],
    )
    surname = StringField(
        _l("Surname"), filters=[stripped], validators=[filled(_l("Give the surname.")), at_most(LONGEST_NAME)]
    )
    name = StringField(
        _l("Name"), filters=[stripped], validators=[filled(_l("Give the name.")), at_most(LONGEST_NAME)]
    )
    patronymic = StringField(_l("Patronymic"), filters=[stripped], validators=[at_most(LONGEST_NAME)])
    post = StringField(_l("Post"), filters=[stripped], validators=[at_most(LONGEST_POST)])

    @property
    def person_name(self) -> PersonName:
        """The name that was typed."""
        return PersonName(self.surname.data or "", self.name.data or "", self.patronymic.data or "")


class InviteForm(PersonFields):
    """An invitation to the organisation."""

    role = RadioField(
        _l("Role"),
        choices=choices_of({role: ROLES[role] for role in TENANT_ROLES}),
        validators=[filled(_l("Choose a role."))],
        validate_choice=False,
    )


class PlaceForm(Form):
    """A role and a post of a member."""

    role = RadioField(
        _l("Role"),
        choices=choices_of({role: ROLES[role] for role in TENANT_ROLES}),
        validators=[filled(_l("Choose a role."))],
        validate_choice=False,
    )
    post = StringField(_l("Post"), filters=[stripped], validators=[at_most(LONGEST_POST)])


class EndPlaceForm(Form):
    """Taking a role away, which is asked twice."""

    sure = BooleanField(_l("Yes, take the role away"), validators=[filled(_l("Tick this to confirm."))])


class CloseAccessForm(Form):
    """Closing a person's access, which is asked twice."""

    sure = BooleanField(_l("Yes, close the access"), validators=[filled(_l("Tick this to confirm."))])
