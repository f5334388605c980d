# SPDX-License-Identifier: MIT
"""Remarks on a measure."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.notifications import notify
from nastavnik.foundation.scope import current_actor, require
from nastavnik.roadmap.models import RoadmapAssignee, RoadmapComment

from .addresses import item_path
from .guarding import sentence
from .looking import get_item
from .people import leading, people

_LONGEST = 4000
_DETAIL = 200


def comment(item_id: UUID, text: str) -> RoadmapComment:
    """Leave a remark; those who answer for the measure and the coordinators are told."""
    require("roadmap.view")
    item = get_item(item_id)
    text = sentence(text, _("Write the remark."), "text")
    if len(text) > _LONGEST:
        raise Refused(_("The remark is too long: %(most)s letters at most.", most=_LONGEST), field="text")
    actor = current_actor()
    with change() as tx:
        row = tx.add(
            RoadmapComment(item_id=item.id, author_id=actor.account_id, author_name=actor.name, text=text)
        )
        tx.flush()
        concerned = {
            *tx.session.scalars(
                select(RoadmapAssignee.account_id).where(
                    RoadmapAssignee.item_id == item.id, RoadmapAssignee.account_id.is_not(None)
                )
            ),
            *(member.account_id for member in leading(people())),
        }
        for account_id in concerned - {actor.account_id, None}:
            notify(
                account_id,
                "roadmap.comment",
                _("A remark on measure %(number)s", number=item.number),
                detail=text[:_DETAIL],
                url=item_path(item.id),
            )
        tx.record("roadmap.item.commented", subject=row, after={"item": str(item.id)})
    return row


def comments_on(item_ids: Sequence[UUID]) -> Sequence[RoadmapComment]:
    """Remarks on these measures, oldest first."""
    require("roadmap.view")
    return (
        session()
        .scalars(
            select(RoadmapComment)
            .where(RoadmapComment.item_id.in_(item_ids))
            .order_by(RoadmapComment.created_at)
        )
        .all()
    )
