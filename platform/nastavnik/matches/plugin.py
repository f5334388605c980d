# SPDX-License-Identifier: MIT
"""What the room contributes: pairs and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.hookspecs import About, Right, hook

about = About(
    title=_l("Pairs and groups"),
    description=_l("Pairs and groups: agreed to by both sides, fixed by an order, run to the end."),
    needs=("people", "consents", "programmes"),
)

LEADERS = frozenset({"director", "coordinator"})


@hook
def rights() -> Sequence[Right]:
    """Who may do what with pairs."""
    return [
        Right("matches.view", _l("See pairs and groups"), LEADERS),
        Right("matches.edit", _l("Form pairs, fix them by an order, run and end them"), LEADERS),
    ]


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of this room in the journal."""
    return {
        "matches.proposed": _l("A pair was proposed"),
        "matches.answered": _l("An answer to a pair was given"),
        "matches.agreed": _l("Everybody agreed to a pair"),
        "matches.declined": _l("A pair was declined"),
        "matches.order_drafted": _l("An order on pairs was drafted"),
        "matches.order_signed": _l("An order on pairs was signed"),
        "matches.activated": _l("A pair was fixed by the order"),
        "matches.paused": _l("A pair was paused"),
        "matches.resumed": _l("A pair goes on"),
        "matches.ended": _l("A pair was ended early"),
        "matches.replaced": _l("A pair was handed to another mentor"),
        "matches.completed": _l("A pair was completed"),
        "matches.goal_set": _l("The goal of a pair was written down"),
        "matches.task_added": _l("A task was added to a pair's plan"),
        "matches.task_changed": _l("A task of a pair's plan was changed"),
        "matches.task_removed": _l("A task was taken out of a pair's plan"),
    }
