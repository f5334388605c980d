# SPDX-License-Identifier: MIT
"""Who answers for a measure, and its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.notifications import notify
from nastavnik.foundation.scope import current_actor, require
from nastavnik.roadmap.models import RoadmapAssignee, RoadmapItem

from .addresses import item_path
from .guarding import note_item, sentence, take_item
from .people import account_of, by_account, people

_LONGEST_NAME = 200
_MOST = 20


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who answers for a measure: a name, and the account when there is one."""

    name: str
    account_id: UUID | None = None


def chosen_people(account_ids: Sequence[UUID], names: Sequence[str]) -> list[Person]:
    """People chosen from the organisation and people named in words; a name that fits one of the first is that one."""
    members = people()
    known = by_account(members)
    result = {one: Person(known[one].name.short, one) for one in account_ids if one in known}
    others: dict[str, Person] = {}
    for name in names:
        account = account_of(name, members)
        if account is None:
            others.setdefault(name.casefold(), Person(name.strip()[:_LONGEST_NAME]))
        elif account not in result:
            result[account] = Person(known[account].name.short, account)
    return [*result.values(), *others.values()]


def assign(item_id: UUID, chosen: Sequence[Person], *, seen: int | None = None) -> RoadmapItem:
    """Let these people answer for a measure, and nobody else. Those newly named with an account are told."""
    require("roadmap.edit")
    _check(chosen)
    with change() as tx:
        item = take_item(tx, item_id, seen)
        _assign(tx, item, chosen)
    return item


def assign_many(item_ids: Sequence[UUID], chosen: Sequence[Person], *, instead: bool) -> int:
    """Give several measures to people, beside those who answer now or ``instead`` of them. Returns how many changed."""
    require("roadmap.edit")
    _check(chosen)
    if not chosen:
        raise Refused(_("Choose at least one person."), field="people")
    changed = 0
    with change() as tx:
        for item_id in item_ids:
            item = take_item(tx, item_id)
            now = [] if instead else [Person(one.name, one.account_id) for one in _assigned(tx, item)]
            changed += _assign(tx, item, _united(now, chosen))
    return changed


def edit_item(item_id: UUID, number: str, title: str, result: str, *, seen: int | None = None) -> RoadmapItem:
    """Correct the number, title and result of a measure after the start."""
    require("roadmap.edit")
    title = sentence(title, _("Write what is to be done."), "title")
    with change() as tx:
        item = take_item(tx, item_id, seen)
        before = {"number": item.number, "title": item.title, "result": item.result}
        after = {"number": number.strip(), "title": title, "result": result.strip()}
        changed = [name for name in after if after[name] != before[name]]
        if not changed:
            raise Refused(_("Nothing has been changed."))
        item.number, item.title, item.result = after["number"], after["title"], after["result"]
        note_item(
            tx,
            "edited",
            item,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return item


def _check(chosen: Sequence[Person]) -> None:
    if len(chosen) > _MOST:
        raise Refused(_("No more than %(most)s people answer for one measure.", most=_MOST), field="names")


def _united(now: Sequence[Person], more: Sequence[Person]) -> list[Person]:
    result = list(now)
    for person in more:
        known = (one.name.casefold() == person.name.casefold() for one in result)
        if not any(known) and person.account_id not in {one.account_id for one in result if one.account_id}:
            result.append(person)
    return result


def _assigned(tx: Change, item: RoadmapItem) -> Sequence[RoadmapAssignee]:
    return tx.session.scalars(
        select(RoadmapAssignee).where(RoadmapAssignee.item_id == item.id).order_by(RoadmapAssignee.position)
    ).all()


def _assign(tx: Change, item: RoadmapItem, chosen: Sequence[Person]) -> bool:
    """Whether anything changed."""
    before = _assigned(tx, item)
    if [(one.name, one.account_id) for one in before] == [(one.name, one.account_id) for one in chosen]:
        return False
    tx.session.execute(delete(RoadmapAssignee).where(RoadmapAssignee.item_id == item.id))
    for place, person in enumerate(chosen):
        tx.add(
            RoadmapAssignee(item_id=item.id, name=person.name, account_id=person.account_id, position=place)
        )
    # Who answers for an item is a part of it: whoever edits the item over the old names is told so.
    flag_modified(item, "position")
    tx.flush()
    known = {one.account_id for one in before}
    for person in chosen:
        if (
            person.account_id
            and person.account_id not in known
            and person.account_id != current_actor().account_id
        ):
            notify(
                person.account_id,
                "roadmap.assigned",
                _("You answer for measure %(number)s", number=item.number),
                detail=item.title,
                url=item_path(item.id),
            )
    note_item(
        tx,
        "assigned",
        item,
        before={"people": [one.name for one in before]},
        after={"people": [one.name for one in chosen]},
    )
    return True
