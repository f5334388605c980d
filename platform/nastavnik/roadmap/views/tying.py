# SPDX-License-Identifier: MIT
"""Tying a measure to records of other rooms."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import request

from nastavnik.foundation.i18n import gettext as _
from nastavnik.hookspecs import EvidenceKind
from nastavnik.roadmap.forms import TieForm
from nastavnik.roadmap.service import ties
from nastavnik.web.access import access
from nastavnik.web.acts import Page
from nastavnik.web.scoping import enabled, plugins_of_app

from .acts_frame import Asked, act, words
from .frame import blueprint


def evidence_kinds() -> Sequence[EvidenceKind]:
    """Records that the plugins of the open organisation offer."""
    answers = plugins_of_app().ask_enabled(enabled(), "evidence_kinds")
    return [kind for _name, kinds in answers for kind in kinds]


@blueprint.route("/<uuid:item_id>/records", methods=["GET", "POST"])
@access(right="roadmap.edit")
def tie(item_id: UUID) -> Page:
    """Choose the records behind a measure, and whether they close it."""
    item, kinds = ties.item_to_tie(item_id), evidence_kinds()
    form = TieForm()
    form.kind.choices = [("", _("None")), *((kind.code, str(kind.title)) for kind in kinds)]
    if request.method == "GET":
        tied, proposed = ties.tied(item, kinds), ties.proposed(item, kinds)
        form.kind.data = tied.kind.code if tied else proposed.code if proposed else ""
        form.closes.data = tied.tie.closes if tied else False
    return act(
        form,
        Asked(
            _("Records behind the measure"),
            _("Save"),
            _(
                "The page of the measure shows what stands in the records now, and closing by them takes one tick."
            ),
        ),
        lambda: ties.tie(item.id, words(form.kind), kinds, closes=bool(form.closes.data)),
        _("Saved."),
        item=item,
    )
