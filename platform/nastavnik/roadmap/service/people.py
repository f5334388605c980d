# SPDX-License-Identifier: MIT
"""Names in the order and the people behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from nastavnik.accounts import service as accounts
from nastavnik.accounts.service import Member
from nastavnik.foundation.names import NotAName, PersonName
from nastavnik.roadmap.order_document.people import assignees

LEADING = ("coordinator", "director")
"""Who hears of what nobody else can hear of, the first that there is."""


def people() -> Sequence[Member]:
    """People of the organisation whom a measure may be given to: those who have not been blocked."""
    return [member for member in accounts.members() if member.state != "blocked"]


def names_in(text: str) -> list[str]:
    """Names and posts in a typed or printed list: «Фролова Л.И., Шабаева М.С.; педагоги»."""
    return [one.name for one in assignees(text)]


def accounts_of(names: Iterable[str], members: Sequence[Member]) -> dict[str, UUID]:
    """Accounts behind names; a name that fits nobody, or several people, has none."""
    return {name: found for name in names if (found := account_of(name, members)) is not None}


def account_of(name: str, members: Sequence[Member]) -> UUID | None:
    """The account of the only member whom a name fits."""
    try:
        wanted = PersonName.parse(name)
    except NotAName:
        return None
    fitting = [member.account_id for member in members if member.name.matches(wanted)]
    return fitting[0] if len(fitting) == 1 else None


def leading(members: Sequence[Member]) -> list[Member]:
    """Coordinators, or directors where there is no coordinator."""
    for role in LEADING:
        if found := [member for member in members if role in member.roles]:
            return found
    return []


def directors(members: Sequence[Member]) -> list[Member]:
    """Those who head the organisation."""
    return [member for member in members if "director" in member.roles]


def by_account(members: Sequence[Member]) -> Mapping[UUID, Member]:
    """People by account."""
    return {member.account_id: member for member in members}
