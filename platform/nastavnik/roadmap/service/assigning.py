# SPDX-License-Identifier: MIT
"""Who answers for a measure, and its own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.notifications import notify
from nastavnik.foundation.scope import current_actor, require
from nastavnik.roadmap.models import RoadmapAssignee, RoadmapItem

from .addresses import board_path, item_path
from .guarding import Overtaken, note_item, sentence, take_item
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
        _tell({account: [item] for account in _assign(tx, item, chosen) or ()})
    return item


def assign_many(
    item_ids: Sequence[UUID],
    chosen: Sequence[Person],
    *,
    instead: bool,
    seen: Mapping[UUID, int] | None = None,
) -> int:
    """Give several measures to people, beside those who answer now or ``instead`` of them. Returns how many changed.

    ``seen`` holds versions of measures the person's form was filled in over. A measure that has these people already
    is passed over, so sending the form twice changes nothing; ``Overtaken`` when one was changed meanwhile, and then
    none of them is.
    """
    require("roadmap.edit")
    _check(chosen)
    if not chosen:
        raise Refused(_("Choose at least one person."), field="people")
    changed, told = 0, defaultdict[UUID, list[RoadmapItem]](list)
    with change() as tx:
        # Always in one order: two people with overlapping choices wait for each other instead of deadlocking.
        for item_id in sorted(set(item_ids)):
            item = take_item(tx, item_id)
            now = [Person(one.name, one.account_id) for one in _assigned(tx, item)]
            wanted = list(chosen) if instead else _united(now, chosen)
            _check(wanted)
            if wanted != now:
                _compare(tx, item, (seen or {}).get(item_id))
                changed += 1
                for account in _assign(tx, item, wanted) or ():
                    told[account].append(item)
        _tell(told)
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


def _compare(tx: Change, item: RoadmapItem, seen: int | None) -> None:
    try:
        take_item(tx, item.id, seen)
    except Overtaken as refusal:
        raise Overtaken(
            _("Measure %(number)s: %(what)s", number=item.number, what=refusal.message), refusal.version
        ) from refusal


def _assign(tx: Change, item: RoadmapItem, chosen: Sequence[Person]) -> Sequence[UUID] | None:
    """Accounts that are newly named; ``None`` when nothing changed."""
    before = _assigned(tx, item)
    if [(one.name, one.account_id) for one in before] == [(one.name, one.account_id) for one in chosen]:
        return None
    tx.session.execute(delete(RoadmapAssignee).where(RoadmapAssignee.item_id == item.id))
    for place, person in enumerate(chosen):
        tx.add(
            RoadmapAssignee(item_id=item.id, name=person.name, account_id=person.account_id, position=place)
        )
    # Who answers for an item is a part of it: whoever edits the item over the old names is told so.
    flag_modified(item, "position")
    tx.flush()
    note_item(
        tx,
        "assigned",
        item,
        before={"people": [one.name for one in before]},
        after={"people": [one.name for one in chosen]},
    )
    known = {one.account_id for one in before}
    return [one.account_id for one in chosen if one.account_id and one.account_id not in known]


def _tell(newly: Mapping[UUID, Sequence[RoadmapItem]]) -> None:
    """One notice to each person, however many measures they were given; nobody is told of their own act."""
    for account_id, items in newly.items():
        if account_id == current_actor().account_id:
            continue
        if len(items) == 1:
            words = _("You answer for measure %(number)s", number=items[0].number)
            notify(
                account_id,
                "roadmap.assigned",
                words,
                detail=items[0].title,
                url=item_path(items[0].id),
            )
            continue
        ordered = [one.number for one in sorted(items, key=lambda one: one.position)]
        notify(
            account_id,
            "roadmap.assigned",
            ngettext("You answer for %(num)s measure", "You answer for %(num)s measures", len(items)),
            detail=", ".join(ordered),
            url=board_path(who=account_id),
        )
