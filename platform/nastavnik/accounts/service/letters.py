# SPDX-License-Identifier: MIT
"""Letters about accounts. They are written in the district's language whoever asked for them."""

from __future__ import annotations

from datetime import datetime

from nastavnik.accounts.models import Account
from nastavnik.foundation.dates import format_datetime
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.mail import queue_letter
from nastavnik.foundation.names import PersonName

from .installation import settings
from .signed_in import name_of


def send_invitation(account: Account, token: str, until: datetime, *, place: str) -> None:
    """Queue the invitation to somebody who has no password yet; ``place`` is where the person is awaited."""
    with using_language(DEFAULT_LANGUAGE):
        text = _(
            "An account in the system «Nastavnik» has been opened for you: %(place)s.\n"
            "Choose a password by this link, it works until %(until)s:\n\n"
            "%(url)s\n\n"
            "If the link no longer works, open it all the same: the page will send a new one.",
            place=place,
            until=format_datetime(until),
            url=_address(f"/account/link/{token}"),
        )
        _queue(account, _("Invitation to «Nastavnik»"), text)


def send_reset(account: Account, token: str, until: datetime) -> None:
    """Queue the link that sets a new password."""
    with using_language(DEFAULT_LANGUAGE):
        text = _(
            "Somebody has asked for a new password for your account.\n"
            "Set it by this link, it works once and until %(until)s:\n\n"
            "%(url)s\n\n"
            "If it was not you, do nothing: the former password stays.",
            until=format_datetime(until),
            url=_address(f"/account/link/{token}"),
        )
        _queue(account, _("A new password for «Nastavnik»"), text)


def send_new_place(account: Account, *, place: str) -> None:
    """Queue the letter to somebody who signs in already and has been given one more place."""
    with using_language(DEFAULT_LANGUAGE):
        text = _(
            "You have been given a place in the system «Nastavnik»: %(place)s.\n"
            "Sign in with your usual password:\n\n"
            "%(url)s",
            place=place,
            url=_address("/account/sign-in"),
        )
        _queue(account, _("A new place in «Nastavnik»"), text)


def write_letter(
    email: str, name: PersonName, subject: str, text: str, *, path: str = "", calendar: str = ""
) -> None:
    """Queue another room's letter in the open change, with the greeting and the signature that every letter has.

    ``path`` is a page of the product; its full address stands under the text. ``calendar`` is an .ics file to attach.
    """
    with using_language(DEFAULT_LANGUAGE):
        _write(email, name, subject, f"{text}\n\n{_address(path)}" if path else text, calendar=calendar)


def _queue(account: Account, subject: str, text: str) -> None:
    _write(account.email, name_of(account), subject, text)


def _write(email: str, name: PersonName, subject: str, text: str, *, calendar: str = "") -> None:
    house = settings()
    greeting = _("%(name)s, good day!", name=f"{name.name} {name.patronymic}".strip() or name.surname)
    hours = _("Questions about the system: %(hours)s", hours=house.support_hours)
    body = f"{greeting}\n\n{text}\n\n{house.department_full_name}\n{hours}\n"
    queue_letter(email, subject, body, recipient_name=name.full, calendar=calendar)


def _address(path: str) -> str:
    return settings().base_url.rstrip("/") + path
