# SPDX-License-Identifier: MIT
"""What becomes of programmes when a person's data are destroyed, or two cards of one person are merged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.change import change
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require
from nastavnik.hookspecs import Erased
from nastavnik.people import service as people
from nastavnik.programmes.models import Programme, ProgrammeDocument, ProgrammeParticipant, PublicEvent

TEXTS = ("author", "target_group", "goal", "tasks", "planned_results", "results")


def erase_person(person_id: UUID) -> list[Erased]:
    """Take the person's name out of the texts of programmes in which the person takes part; taking part stays counted."""
    require(people.DESTROY)
    named = people.naming(person_id)
    with change() as tx:
        mine = select(ProgrammeParticipant.programme_id).where(ProgrammeParticipant.person_id == person_id)
        programmes = tx.session.scalars(
            select(Programme).where(Programme.id.in_(mine)).with_for_update()
        ).all()
        touched = [one.id for one in programmes if _blank(one, TEXTS, named)]
        rows = [
            *tx.session.scalars(select(PublicEvent).where(PublicEvent.programme_id.in_(mine))),
            *tx.session.scalars(select(ProgrammeDocument).where(ProgrammeDocument.programme_id.in_(mine))),
        ]
        touched_rows = [one.programme_id for one in rows if _blank(one, ("title", "note"), named)]
        tx.flush()
    return [
        Erased(
            _("Mentions in texts of programmes"),
            "programmes, programme_events, programme_documents",
            len(touched) + len(touched_rows),
            [*touched, *touched_rows],
        )
    ]


def merge_person(kept_id: UUID, merged_id: UUID) -> int:
    """Let the one who stays take part where the duplicate did; the earlier day of joining counts."""
    require(people.EDIT)
    with change() as tx:
        rows = tx.session.scalars(
            select(ProgrammeParticipant).where(ProgrammeParticipant.person_id == merged_id).with_for_update()
        ).all()
        there = {
            (one.programme_id, one.role): one
            for one in tx.session.scalars(
                select(ProgrammeParticipant).where(ProgrammeParticipant.person_id == kept_id)
            )
        }
        for row in rows:
            same = there.get((row.programme_id, row.role))
            if same is None:
                row.person_id = kept_id
                continue
            same.joined_on = min(same.joined_on, row.joined_on)
            if row.left_on is None:
                same.left_on = None
            tx.delete(row)
        tx.flush()
    return len(rows)


def _blank(row: Any, columns: tuple[str, ...], named: Callable[[str], bool]) -> bool:
    """Empty the texts of a row that name the person; a title that must stand becomes a dash."""
    touched = [column for column in columns if named(getattr(row, column, ""))]
    for column in touched:
        setattr(row, column, "—" if column == "title" else "")
    return bool(touched)
