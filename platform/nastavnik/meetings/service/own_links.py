# SPDX-License-Identifier: MIT
"""What the coordinator gives a participant: the link to the own page, an account; and takes away again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from nastavnik.accounts import service as accounts
from nastavnik.accounts.service import ParticipantAccount
from nastavnik.foundation.change import change
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import require, tenant_scope
from nastavnik.people import service as people
from nastavnik.people.service import GivenLink, Person

from .meetings import EDIT
from .participants import MINE, PAGE_LIFETIME
from .writing import mailboxes

CALENDAR = "calendar"
"""Purpose of the secret address of a person's own calendar."""


@dataclass(frozen=True, slots=True)
class OwnAccess:
    """How a participant reaches the own page; ``roles`` are those an account could be given."""

    page: GivenLink | None
    account: ParticipantAccount | None
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GivenPage:
    """A fresh link, shown once, and whom a letter with it went to."""

    token: str
    written: tuple[PersonName, ...]


def own_access(person: Person) -> OwnAccess:
    """What the person has been given."""
    require(EDIT)
    account = accounts.participant_account(person.account_id) if person.account_id else None
    return OwnAccess(people.working_link(person.id, MINE), account, roles_of(person.id))


def roles_of(person_id: UUID) -> tuple[str, ...]:
    """Roles that the registers say the person has: mentor, mentee, both or none."""
    found = []
    if people.mentor_of(person_id) is not None:
        found.append("mentor")
    if people.mentee_of(person_id) is not None:
        found.append("mentee")
    return tuple(found)


def give_page(person_id: UUID, *, write: bool) -> GivenPage:
    """A new link to the person's own page, the former one stops; with ``write`` a letter carries it.

    Raises ``Refused`` for somebody whose data may not be processed and who has no consent in force.
    """
    require(EDIT)
    with change() as tx:
        person = people.get_person(person_id)
        found = mailboxes([person]).get(person.id)
        if found is None:
            raise Refused(
                _("Without a consent in force nothing is sent to this person and no page is opened.")
            )
        token = people.issue_link(tx, person.id, MINE, lifetime=PAGE_LIFETIME)
        if write:
            for email, name in found:
                _write(email, name, person, token)
        written = tuple(name for _email, name in found) if write else ()
        tx.record("meetings.page_given", subject=("people", person.id), after={"letters": len(written)})
    return GivenPage(token, written)


def revoke_page(person_id: UUID) -> None:
    """Close the link to the own page and the calendar behind it; twice changes nothing."""
    require(EDIT)
    with change() as tx:
        person = people.get_person(person_id)
        for purpose in (MINE, CALENDAR):
            people.revoke_links(tx, person_id=person.id, purpose=purpose)
        tx.record("meetings.page_revoked", subject=("people", person.id))


def invite(person_id: UUID, email: str, role: str) -> None:
    """Give the person an account that opens the own page, and send the invitation."""
    require(EDIT)
    person = people.get_person(person_id)
    if role not in roles_of(person_id):
        raise Refused(_("Enter the person into the register first."), field="role")
    if not mailboxes([person]):
        raise Refused(_("Without a consent in force nothing is sent to this person and no page is opened."))
    with change():
        account_id = accounts.invite_participant(email, people.name_of(person), role)
        people.tie_account(person.id, account_id)


def end_account(person_id: UUID) -> None:
    """Take the account off the person: it opens nothing here any more."""
    require(EDIT)
    with change() as tx:
        account_id = people.untie_account(person_id)
        if account_id is not None:
            accounts.end_participant(account_id)
        people.revoke_links(tx, person_id=person_id, purpose=CALENDAR)


def page_path(token: str) -> str:
    """The address of the page behind a link."""
    return f"/o/{tenant_scope().slug}/meetings/page/{token}"


def _write(email: str, name: PersonName, person: Person, token: str) -> None:
    with using_language(DEFAULT_LANGUAGE):
        own = people.name_of(person) == name
        who = (
            _("This is the way to your own page of mentoring.")
            if own
            else _("This is the way to the page of mentoring of %(name)s.", name=person.name)
        )
        text = _(
            "%(who)s\nIt shows the next meeting and what is to be told of the last one.\n"
            "Keep the link to yourself: whoever has it sees the page.",
            who=who,
        )
        accounts.write_letter(email, name, _("Your page of mentoring"), text, path=page_path(token))
