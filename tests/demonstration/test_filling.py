# SPDX-License-Identifier: MIT
"""The demonstration district: filled through the services, alive on the present day, and the same when filled twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from sqlalchemy import func, select, text

from nastavnik.accounts import service as accounts
from nastavnik.app import create_app
from nastavnik.demonstration.filling import fill
from nastavnik.demonstration.mentoring.plan import FILE
from nastavnik.demonstration.people import PASSWORD, sign_ins
from nastavnik.foundation import notifications, outbox
from nastavnik.foundation.audit import AuditEntry, verify
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.dates import today
from nastavnik.foundation.files import use_storage
from nastavnik.foundation.scope import COMMAND, DepartmentScope, TenantScope
from nastavnik.plugins import Plugins
from nastavnik.roadmap import service as roadmap
from nastavnik.rollups.service import RollupTotal
from nastavnik.settings import Settings, read_settings
from nastavnik.tenants import service as tenants
from nastavnik.testing.database import TestDatabase

pytestmark = pytest.mark.xdist_group("district")
OTHERS = {"ankudinovskaya", "obrazcovskaya", "tekhnikum"}


@dataclass(frozen=True)
class District:
    plugins: Plugins
    folder: Path


@pytest.fixture(scope="module")
def district(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    """The declared organisations, filled once for all that only look."""
    use_storage(tmp_path_factory.mktemp("files"))
    plugins = Plugins.discover()
    # What is lived through here is the roadmaps; mentoring takes its time in a test of its own.
    folder = tmp_path_factory.mktemp("district") / "tenants"
    copytree(tenants.FOLDER, folder, ignore=ignore_patterns(FILE))
    declarations = tenants.read_declarations(folder)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", database.app_url)
        environment.setenv("REDIS_URL", "redis+socket:///nonexistent/valkey.sock")
        environment.setenv("NASTAVNIK_SECRET_KEY", "the secret of the tests")
        read_settings.cache_clear()
        tenants.apply(declarations, tenants.differences(declarations))
        assert len(list(fill(plugins, folder))) == 4
        yield District(plugins, folder)
    read_settings.cache_clear()
    database.empty()


def scope(slug: str) -> TenantScope:
    return TenantScope(tenants.get_tenant(slug).id, slug, actor=COMMAND)


def states(slug: str) -> Mapping[str, int]:
    """How many executions of the running roadmap are done in time, done late, overdue, or still to come."""
    with open_scope(scope(slug)):
        edition = roadmap.running_roadmap()
        assert edition is not None
        items = roadmap.items_of(edition.id)
        found = [one for ours in roadmap.occurrences_of([item.id for item in items]).values() for one in ours]
        still_open = [one for one in found if one.state in ("planned", "in_work")]
        return {
            "in time": sum(bool(one.done_on and one.due and one.done_on <= one.due) for one in found),
            "late": sum(bool(one.done_on and one.due and one.done_on > one.due) for one in found),
            "overdue": sum(bool(one.due and one.due < today()) for one in still_open),
            "coming": sum(bool(one.due and one.due >= today()) for one in still_open),
            "moved": sum(bool(one.planned_due and one.due != one.planned_due) for one in found),
        }


def test_the_district_is_alive_on_the_present_day(district: District) -> None:
    centre, behind = states("center"), states("obrazcovskaya")
    assert centre["overdue"] == 2
    assert centre["moved"] == 1
    assert centre["in time"] > 50
    assert centre["late"]
    assert behind["overdue"] > centre["overdue"]
    for slug in OTHERS:
        assert states(slug)["in time"]


def test_order_26_went_in_by_the_reader_and_was_carried_out(district: District) -> None:
    with open_scope(scope("center")):
        edition = roadmap.running_roadmap()
        assert edition is not None
        assert edition.edition == 2
        former = session().get_one(roadmap.Roadmap, (edition.tenant_id, edition.supersedes_id))
        assert (former.order_number, former.state) == ("26", "superseded")
        items = roadmap.items_of(former.id)
        assert len(items) == 30
        assert {item.number for item in items if item.not_required} == {"1.6", "4.3"}
        assert len(roadmap.sections_of(former.id)) == 6
        lineages = {item.lineage_id for item in roadmap.items_of(edition.id)}
        assert len(lineages & {item.lineage_id for item in items}) == 30


def test_one_organisation_has_no_roadmap_and_one_import_waits(district: District) -> None:
    with open_scope(scope("vysota")):
        assert roadmap.running_roadmap() is None
        assert roadmap.open_imports() == []
    with open_scope(scope("center")):
        (waiting,) = roadmap.open_imports()
        assert waiting.waiting
        assert waiting.items == 30


def test_people_were_reminded_and_have_read_what_is_old(district: District, database: TestDatabase) -> None:
    with open_scope(scope("center")):
        coordinator = next(one for one in accounts.members() if "coordinator" in one.roles)
        notices = notifications.latest(coordinator.account_id)
    assert 0 < sum(one.read_at is None for one in notices) < len(notices)
    with database.superuser.connect() as connection:
        assert connection.scalar(text("select count(*) from letters where recipient like '%.example'"))
    assert all(one.url.startswith("/o/center/") for one in notices if one.url)


def test_filling_twice_changes_nothing(district: District, database: TestDatabase) -> None:
    count = text("select (select count(*) from audit_entries), (select count(*) from roadmap_evidence)")
    with database.superuser.connect() as connection:
        before = connection.execute(count).one()
    assert list(fill(district.plugins, district.folder)) == []
    with database.superuser.connect() as connection:
        assert connection.execute(count).one() == before


def test_every_act_is_in_the_journal_at_its_moment_and_the_chain_is_whole(district: District) -> None:
    with open_scope(scope("center")) as opened:
        moments = opened.scalars(select(AuditEntry.at).order_by(AuditEntry.sequence)).all()
        assert verify(opened) is None
        by_people = opened.scalar(
            select(func.count())
            .select_from(AuditEntry)
            .where(AuditEntry.action == "roadmap.occurrence.closed")
        )
    assert by_people is not None
    assert by_people > 80
    assert moments[-1].date() <= today()
    acted = [at for at in moments if at.date() < today() - timedelta(days=1)]
    assert len(acted) > 200


def test_the_department_reads_totals_at_once(district: District) -> None:
    with open_scope(DepartmentScope(actor=COMMAND)) as opened:
        counted = opened.scalars(select(RollupTotal.tenant_id).distinct()).all()
    assert len(counted) >= 4


def test_everybody_signs_in_with_the_one_password(district: District, settings: Settings) -> None:
    app = create_app(settings)
    outbox.set_waker(None)
    assert len({one.email for one in sign_ins()}) == 16
    for email in ("obraztsova@demo.example", "shablonova@demo.example"):
        with app.test_request_context():
            signed_in = accounts.authenticate(accounts.sign_in(email, PASSWORD, address="127.0.0.1"))
        assert signed_in is not None
        assert len(signed_in.places) == 1
