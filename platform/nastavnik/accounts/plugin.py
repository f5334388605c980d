# SPDX-License-Identifier: MIT
"""What the room contributes: sign-in, a person's account, staff and their rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

import click
from flask import url_for

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import About, Found, NavEntry, Pages, PeriodicTask, PersonalData, Right, hook

from . import service
from .commands import accounts_commands
from .staff_views import staff
from .views import account

about = About(
    title=_l("People and rights"),
    description=_l("Sign-in, invitations, staff of the organisation and what each role may do."),
    required=True,
)

ACTS: Mapping[str, Text] = {
    "accounts.place_given": _l("A role was given"),
    "accounts.place_changed": _l("A role or a post was changed"),
    "accounts.place_ended": _l("A role was taken away"),
    "accounts.invited_again": _l("An invitation was sent again"),
    "accounts.access_closed": _l("The access of a person was closed"),
    "accounts.access_opened": _l("The access of a person was opened again"),
    "accounts.created": _l("An account was opened"),
    "accounts.letter_sent": _l("An invitation was sent"),
    "accounts.link_requested": _l("A new password was asked for"),
    "accounts.password_set": _l("A password was set"),
    "accounts.password_changed": _l("A password was changed"),
    "accounts.signed_in": _l("Sign-in"),
    "accounts.signed_out": _l("Sign-out"),
    "accounts.session_revoked": _l("Another sign-in was ended"),
    "accounts.locked_out": _l("Sign-in was locked after wrong passwords"),
    "accounts.blocked": _l("An account was blocked"),
    "accounts.unblocked": _l("An account was unblocked"),
    "accounts.district_role_given": _l("A role in the district was given"),
    "accounts.partner_place_given": _l("A person was let act for a partner"),
    "accounts.partner_place_changed": _l("What a person of a partner is there was changed"),
    "accounts.partner_place_closed": _l("The access of a partner's person was closed"),
    "accounts.partner_place_opened": _l("The access of a partner's person was opened again"),
    "accounts.own_file_taken": _l("A person took their own data"),
}
NAMES: Mapping[str, Text] = {
    "memberships": _l("role in the organisation"),
    "accounts": _l("account"),
    "account": _l("person"),
    "role": _l("role"),
    "roles": _l("roles"),
    "post": _l("post"),
    "partner_memberships": _l("person of a partner"),
    "partner": _l("partner"),
    "basis": _l("acts upon the basis of"),
    **{f"{field}={role}": words for field in ("role", "roles") for role, words in service.ROLES.items()},
}


@hook
def pages() -> Sequence[Pages]:
    """A person's account, and the staff of an organisation."""
    return [Pages("account", account, prefix=""), Pages("tenant", staff, prefix="staff")]


@hook
def rights() -> Sequence[Right]:
    """Who sees the staff, who changes it, and who names the director."""
    managers = frozenset({"director", "coordinator"})
    return [
        Right("accounts.view_staff", _l("See the staff and their rights"), managers),
        Right("accounts.manage_staff", _l("Invite people, change and end their roles"), managers),
        Right("accounts.name_director", _l("Name and replace the director"), frozenset({"director"})),
    ]


@hook
def navigation(scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:
    """«Сотрудники и права»."""
    if scope != "tenant":
        return []
    return [
        NavEntry(
            title=_l("Staff and rights"),
            endpoint="staff.members",
            icon="users",
            section=_l("Organisation"),
            order=910,
            right="accounts.view_staff",
        )
    ]


@hook
def search(text: str) -> Sequence[Found]:
    """Members by name or post, for those who see the staff."""
    if "accounts.view_staff" not in current_actor().rights:
        return []
    return [
        Found(
            title=member.name.full,
            url=url_for("staff.members", _anchor=f"m-{member.account_id}"),
            kind=_l("Staff"),
            detail=", ".join([*filter(None, [member.post]), *map(service.role_name, sorted(member.roles))]),
        )
        for member in service.find_members(text)
    ]


@hook
def personal_data(account_id: UUID) -> PersonalData:
    """Roles and posts of the person in the organisation."""
    mine = [member for member in service.members() if member.account_id == account_id]
    return PersonalData(
        title=_l("Roles in the organisation"),
        rows=[
            {_("Role"): service.role_name(place.role), _("Post"): place.post, _("Since"): place.since}
            for member in mine
            for place in member.places
        ],
    )


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of this room in the journal, and what it writes there."""
    return {**ACTS, **NAMES}


@hook
def periodic_tasks() -> Sequence[PeriodicTask]:
    """Leftovers of sign-in are removed at night."""
    return [PeriodicTask(name="accounts.clean", run=service.clean, at="03:20")]


@hook
def commands() -> Sequence[click.Command]:
    """``nastavnik accounts``."""
    return [accounts_commands]
