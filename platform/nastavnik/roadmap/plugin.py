# SPDX-License-Identifier: MIT
"""What the roadmap contributes: pages, menu, rights, entries of the first page, figures for the district."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal
from uuid import UUID

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.jobs import JobFunction
from nastavnik.foundation.outbox import Event
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import (
    About,
    Found,
    NavEntry,
    NowCards,
    Pages,
    PeriodicTask,
    PersonalData,
    Right,
    hook,
)
from nastavnik.plugins import Plugins
from nastavnik.rollups.service import Indicator, PublishedList, Tally
from nastavnik.settings import read_settings
from nastavnik.tenants import service as tenants

from . import cards, service
from . import indicators as district
from .journal_names import NAMES
from .service import order_uploads, ties
from .service.agenda_feed import FEED_ACTS
from .views import blueprint, calendar

about = About(
    title=_l("Roadmap"),
    description=_l("The order's measures with dates, people, states and documents."),
    needs=("accounts", "tenants"),
)

EVERYBODY = frozenset({"director", "coordinator", "executor"})
LEADERS = frozenset({"director", "coordinator"})
DIRECTOR = frozenset({"director"})
CLOSES_AT = "05:30"
"""When executions that records close are looked at, by the time of the district."""


@hook
def pages() -> Sequence[Pages]:
    """Pages of an organisation's roadmap, and people's own calendars at secret addresses."""
    return [Pages("tenant", blueprint), Pages("public", calendar, prefix="calendar")]


@hook
def rights() -> Sequence[Right]:
    """Who may do what with a roadmap."""
    return [
        Right("roadmap.view", _l("See the roadmap"), EVERYBODY),
        Right("roadmap.execute", _l("Close measures assigned to oneself"), EVERYBODY),
        Right("roadmap.edit", _l("Run the roadmap: dates, people, states"), LEADERS),
        Right("roadmap.adopt", _l("Upload an order and start its roadmap"), LEADERS),
        Right("roadmap.control", _l("Control execution and make its report"), LEADERS),
        Right("roadmap.approve", _l("Approve a roadmap before its order is registered"), DIRECTOR),
        Right("roadmap.close_without_evidence", _l("Close a measure without evidence"), DIRECTOR),
    ]


@hook
def navigation(scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:
    """Lines of an organisation's menu; what is overdue is counted beside the first page."""
    if scope != "tenant":
        return []
    return [
        NavEntry(
            _l("What to do now"),
            "desk.now",
            "list-check",
            order=10,
            right="roadmap.view",
            count=lambda: service.overdue_count(today()),
            tone="late",
        ),
        NavEntry(_l("Roadmap"), "roadmap.index", "map-2", order=20, right="roadmap.view"),
        NavEntry(_l("Calendar"), "roadmap.agenda", "calendar-event", order=30, right="roadmap.view"),
        NavEntry(_l("Control"), "roadmap.control", "report-analytics", order=40, right="roadmap.control"),
        NavEntry(
            _l("Reminders"),
            "roadmap.reminders",
            "bell",
            section=_l("Organisation"),
            order=915,
            right="roadmap.edit",
        ),
    ]


@hook
def now_cards() -> NowCards:
    """What is overdue, due within two weeks, waiting, and what others did."""
    return cards.now_cards()


@hook
def search(text: str) -> Sequence[Found]:
    """Measures by number, words or people; evidence by its title."""
    if "roadmap.view" not in current_actor().rights:
        return []
    return cards.found(text)


@hook
def job_kinds() -> Mapping[str, JobFunction]:
    """The archive of evidence; an order that takes longer to read than a person waits."""
    return {
        service.ARCHIVE: service.make_archive,
        order_uploads.READ_ORDER: order_uploads.read_in_job,
    }


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of this room in the journal, and what it writes there."""
    return {**service.ACTS, **service.REMINDER_ACTS, **FEED_ACTS, **NAMES}


@hook
def periodic_tasks() -> Sequence[PeriodicTask]:
    """Reminders and executions that records close, once a day."""
    return [
        PeriodicTask("roadmap.remind", service.remind_daily, at=service.REMIND_AT),
        PeriodicTask("roadmap.close_by_records", _close_by_records, at=CLOSES_AT),
    ]


@hook
def on_event(event: Event) -> None:
    """The department asks about overdue executions: its coordinator hears of it."""
    if event.kind == service.REQUESTED:
        service.tell_of_request(event.payload["keys"])
    elif not event.kind.startswith("roadmap."):
        _close_by_records()


def _close_by_records() -> None:
    """Executions of tied measures whose records suffice by now."""
    if ties.any_closes():
        plugins = _plugins()
        answers = plugins.ask_enabled(tenants.enabled_plugins(plugins), "evidence_kinds")
        ties.close_by_records([kind for _name, kinds in answers for kind in kinds])


@cache
def _plugins() -> Plugins:
    return Plugins.discover(read_settings().allowed_plugins)


@hook
def personal_data(account_id: UUID) -> PersonalData:
    """What the roadmap holds about an account."""
    return PersonalData(_l("Roadmap"), list(service.personal_rows(account_id)))


@hook
def tallies() -> Sequence[Tally]:
    """Counts of executions and items."""
    return district.tallies()


@hook
def indicators() -> Sequence[Indicator]:
    """Figures of execution."""
    return district.indicators()


@hook
def published_lists() -> Sequence[PublishedList]:
    """Measures and their states, without persons."""
    return district.published_lists()
