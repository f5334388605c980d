# SPDX-License-Identifier: MIT
"""Filling the demonstration district. What is there already is left alone, so filling twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path

from nastavnik.foundation import notifications
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.dates import DISTRICT_ZONE, today
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.scope import COMMAND, WORKER, SystemScope, TenantScope
from nastavnik.plugins import Plugins
from nastavnik.roadmap import service as roadmap
from nastavnik.rollups import service as rollups
from nastavnik.tenants import service as tenants

from . import orders
from .acting import Act, moment, perform, play, working
from .history import History, Organisation
from .mentoring.filling import live
from .mentoring.plan import mentoring_of
from .people import PASSWORD, Cast, cast_of, open_district, open_organisation
from .story import Story, story_of

_READ_UNTIL = timedelta(days=6)
"""People have read their notices up to this long ago."""
_REMINDED = timedelta(days=30)


def fill(plugins: Plugins, folder: Path = tenants.FOLDER, *, password: str = PASSWORD) -> Iterator[str]:
    """Fill the district; yields a line for each organisation that got something. Totals are counted at the end.

    Each organisation's roadmap and history are one transaction: an interrupted filling leaves no half of it.
    """
    with using_language(DEFAULT_LANGUAGE):
        open_district(folder, password)
        filled = 0
        for slug, declared in tenants.read_declarations(folder).items():
            tenant = tenants.find_tenant(slug)
            if tenant is None:
                continue
            scope = TenantScope(tenant.id, slug, actor=COMMAND)
            cast = cast_of(plugins, declared, open_organisation(scope, declared, password))
            acts = _live(scope, declared, cast, folder) if declared.documents else 0
            acts += _mentor(scope, declared, cast, folder)
            filled += bool(acts)
            if acts:
                yield f"{slug}: {acts} acts"
        if filled:
            _count(plugins)


def _live(scope: TenantScope, declared: tenants.TenantDeclaration, cast: Cast, folder: Path) -> int:
    """Live through an organisation's history, unless it has one; returns the number of acts."""
    documents = tenants.initial_documents(scope.slug, folder)
    editions = [path for kind, path in documents if kind == "roadmap_order"]
    drafts = [path for kind, path in documents if kind == "roadmap_draft"]
    house = Organisation(
        scope.slug, declared.names.display, declared.contacts.site or "https://example.example", cast
    )
    with open_scope(scope), change():
        if roadmap.running_roadmap() is not None or roadmap.open_imports():
            return 0
        acts = 0
        for path in editions:
            present = path is editions[-1]
            acts += _live_edition(
                house, path, story_of(scope.slug, folder) if present else Story(reminded=False)
            )
        for path in drafts:
            at = moment(working(today() - timedelta(days=2)), path.name)
            perform(Act(at, cast.coordinator, partial(_prepare, path, today().year)))
            acts += 1
    return acts


def _mentor(scope: TenantScope, declared: tenants.TenantDeclaration, cast: Cast, folder: Path) -> int:
    """Live through an organisation's mentoring, unless it has programmes; returns the number of acts."""
    plan = mentoring_of(scope.slug, folder)
    with open_scope(replace(scope, actor=cast.coordinator)), change():
        return live(scope.slug, declared, cast, plan)


def _live_edition(house: Organisation, path: Path, story: Story) -> int:
    name = f"Приказ {path.stem.replace('order-', '№ ')}{path.suffix}"
    year = today().year
    started = moment(orders.signed_on(path, year), path.name)

    def start() -> None:
        roadmap.launch(orders.upload(path, name, year).id)

    perform(Act(started, house.cast.coordinator, start))
    edition = roadmap.running_roadmap()
    if edition is None:
        raise LookupError(f"no roadmap came of {path}")
    history = History(house, edition, story, min(today(), edition.period_to))
    dated = play(history.dates())
    read = moment(min(today() - _READ_UNTIL, edition.period_to), "read")
    reading = [
        Act(read, one, partial(notifications.mark_read, one.account_id))
        for one in house.cast.by_surname.values()
        if one.account_id
    ]
    reminders = _reminders() if story.reminded else ()
    return 1 + dated + play([*history.work(), *reading, *reminders])


def _reminders() -> Iterator[Act]:
    """The clock's own work of the last weeks, which leaves notices and letters."""
    hour = time.fromisoformat(roadmap.REMIND_AT)
    for ago in range(_REMINDED.days, 0, -1):
        at = datetime.combine(today() - timedelta(days=ago), hour, DISTRICT_ZONE)
        yield Act(at, WORKER, roadmap.remind_daily)


def _prepare(path: Path, year: int) -> None:
    """The order of the next years is prepared and waits for the director."""
    roadmap.send_for_approval(orders.upload(path, f"Проект приказа{path.suffix}", year).id)


def _count(plugins: Plugins) -> None:
    scope = SystemScope(reason="the demonstration has been filled and is counted", actor=COMMAND)
    with open_scope(scope), change() as tx:
        tx.record("rollups.rebuilt", after={"tenants": rollups.rebuild_all(plugins)})
