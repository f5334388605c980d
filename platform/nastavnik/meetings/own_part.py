# SPDX-License-Identifier: MIT
"""The participant's own page on the card of a person: what the coordinator has given, and gives."""

from __future__ import annotations

from uuid import UUID

from flask import render_template

from nastavnik.accounts import service as accounts
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import PersonPart
from nastavnik.people import service as people

from . import service


def own_page_part(person_id: UUID) -> list[PersonPart]:
    """The card «Своя страница»; nothing for those who do not gather feedback, and of people in no register."""
    rights = current_actor().rights
    if "meetings.edit" not in rights:
        return []
    person = people.get_person(person_id)
    access = service.own_access(person)
    if not access.roles and access.page is None and access.account is None:
        return []
    html = render_template(
        "meetings/mine_part.html",
        person_id=person.id,
        access=access,
        state=accounts.account_state(access.account.state).lower() if access.account else "",
        may_invite="accounts.manage_staff" in rights and bool(access.roles),
    )
    return [PersonPart("own-page", _("Own page"), html, order=700)]
