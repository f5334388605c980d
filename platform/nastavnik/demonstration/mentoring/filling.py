# SPDX-License-Identifier: MIT
"""Living through the mentoring of one organisation."""

from __future__ import annotations

from datetime import timedelta

from nastavnik.demonstration.acting import Act, moment, perform, play, working
from nastavnik.demonstration.people import Cast
from nastavnik.foundation import outbox
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now
from nastavnik.foundation.dates import today
from nastavnik.people import service as people
from nastavnik.people.service import Population
from nastavnik.programmes import service as programmes
from nastavnik.tenants.service import TenantDeclaration

from .cycle import Cycle
from .participants import Register
from .plan import Mentoring, first_of_september

_REACTED_TO = timedelta(days=2)
"""Letters and notices come only of what happened so lately."""


def live(slug: str, declared: TenantDeclaration, cast: Cast, plan: Mentoring) -> int:
    """Live through the programmes of the plan in the open scope, unless there are some; the number of acts."""
    if not plan.programmes or any(programmes.programme_counts().values()):
        return 0
    site = declared.contacts.site or "https://example.example"
    register = Register(slug, declared.names.short)
    acts = [act for one in plan.programmes for act in Cycle(one, cast, register, site).acts()]
    counted = moment(working(first_of_september(today()) + timedelta(days=4)), slug, "population")
    perform(Act(counted, cast.coordinator, lambda: _population(plan)))
    played = play(acts)
    with change() as tx:
        outbox.let_pass(tx.session, now() - _REACTED_TO)
    return 1 + played


def _population(plan: Mentoring) -> None:
    typed = plan.population
    for kind in ("children_10_19", "children_15_19", "young_specialists"):
        if value := getattr(typed, kind):
            for year in (today().year - 1, today().year):
                people.set_population(Population(kind, year, value, typed.source, today()))
