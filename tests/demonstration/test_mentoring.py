# SPDX-License-Identifier: MIT
"""Two school years of mentoring: what the plans promise, and one small organisation lived through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from nastavnik.consents import service as consents
from nastavnik.demonstration.filling import fill
from nastavnik.demonstration.mentoring.cycle import GROUP
from nastavnik.demonstration.mentoring.names import Names
from nastavnik.demonstration.mentoring.plan import (
    FILE,
    Mentoring,
    Programme,
    first_of_september,
    mentoring_of,
)
from nastavnik.foundation.audit import verify
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.dates import today
from nastavnik.foundation.files import use_storage
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.foundation.scope import COMMAND, TenantScope
from nastavnik.matches.models import Match
from nastavnik.meetings.models import Feedback, Meeting
from nastavnik.people.models import Mentee, Mentor, Person
from nastavnik.plugins import Plugins
from nastavnik.programmes.models import Programme as ProgrammeRow
from nastavnik.settings import read_settings
from nastavnik.tenants import service as tenants
from nastavnik.testing.database import TestDatabase

pytestmark = pytest.mark.xdist_group("lived")
SMALL = "obrazcovskaya"


def plans() -> dict[str, Mentoring]:
    return {slug: mentoring_of(slug) for slug in tenants.read_declarations()}


def formed(programme: Programme) -> int:
    return programme.pairs + programme.groups if programme.stage >= 5 else 0


def test_the_plans_make_a_district() -> None:
    programmes = [one for plan in plans().values() for one in plan.programmes]
    assert all(plan.programmes and plan.population.children_10_19 for plan in plans().values())
    assert len(plans()) == 5
    assert 140 <= sum(map(formed, programmes)) <= 160
    assert {0, 2, 4, 5, 6, 7} <= {one.stage for one in programmes}
    assert {one.school_year for one in programmes} == {0, -1}
    assert len({one.form for one in programmes}) == 5
    assert {reason.reason for one in programmes for reason in one.ended} >= {
        "moved",
        "conflict",
        "no_contact",
    }
    mentees = sum(one.pairs + GROUP * one.groups + one.unpaired for one in programmes if one.stage >= 2)
    assert mentees > 150


def test_names_are_nobodys_and_never_alike() -> None:
    names = Names("a place")
    given = [names.person("pupil")[0] for _ in range(300)]
    assert len({name.full for name in given}) == 300
    assert [name.full for name in given[:5]] == [
        Names("a place").person("pupil")[0].full,
        *(name.full for name in given[1:5]),
    ]
    child = given[0]
    assert names.parent_of(child, mother=True).surname.endswith("а")


@pytest.mark.parametrize(
    ("on", "begun"),
    [
        (date(2026, 11, 24), date(2026, 9, 1)),
        (date(2027, 6, 30), date(2026, 9, 1)),
        (date(2027, 8, 1), date(2027, 9, 1)),
    ],
)
def test_the_school_year_is_the_one_of_the_present_day(on: date, begun: date) -> None:
    assert first_of_september(on) == begun


@pytest.fixture(scope="module")
def lived(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TenantScope]:
    """One organisation, without its roadmap."""
    use_storage(tmp_path_factory.mktemp("files"))
    folder = tmp_path_factory.mktemp("district")
    (folder / SMALL).mkdir()
    source = tenants.FOLDER
    declared = (source / SMALL / "tenant.toml").read_text("utf-8")
    head, _order = declared.split("[[documents]]", 1)
    people = declared[declared.index("[[demonstration.people]]") :]
    (folder / SMALL / "tenant.toml").write_text(head + people, "utf-8")
    (folder / SMALL / FILE).write_bytes((source / SMALL / FILE).read_bytes())
    (folder / "district.toml").write_bytes((source / "district.toml").read_bytes())
    declarations = tenants.read_declarations(folder)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", database.app_url)
        environment.setenv("REDIS_URL", "redis+socket:///nonexistent/valkey.sock")
        environment.setenv("NASTAVNIK_SECRET_KEY", "the secret of the tests")
        read_settings.cache_clear()
        tenants.apply(declarations, tenants.differences(declarations))
        plugins = Plugins.discover()
        assert len(list(fill(plugins, folder))) == 1
        assert list(fill(plugins, folder)) == []
        yield TenantScope(tenants.get_tenant(SMALL).id, SMALL, actor=COMMAND)
    read_settings.cache_clear()
    database.empty()


def test_pairs_of_both_years_meet_and_answer(lived: TenantScope) -> None:
    plan = mentoring_of(SMALL)
    with open_scope(lived) as opened:
        assert opened.scalar(select(func.count()).select_from(Match)) == sum(map(formed, plan.programmes))
        states = dict(opened.execute(select(Match.state, func.count()).group_by(Match.state)).all())
        assert states["completed"] == 7
        assert states["ended"] == 1
        held = opened.scalar(select(func.count()).select_from(Meeting).where(Meeting.state == "closed"))
        said = opened.scalar(select(func.count()).select_from(Feedback).where(Feedback.state == "given"))
        assert held is not None
        assert said is not None
        assert held > 30
        assert said >= 2 * held
        kinds = opened.scalars(select(Meeting.kind).where(Meeting.state == "closed").distinct()).all()
        assert set(kinds) == {"intro", "trial", "planning", "regular", "final"}
        assert opened.scalar(select(func.max(Meeting.held_on))) <= today()


def test_programmes_stand_where_the_plan_says(lived: TenantScope) -> None:
    with open_scope(lived) as opened:
        found = {
            (row.title, row.starts_on.year): (row.state, row.stage)
            for row in opened.scalars(select(ProgrammeRow))
        }
    year = first_of_september(today()).year
    assert found["Вместе веселее", year - 1] == ("completed", 7)
    assert found["Вместе веселее", year] == ("running", 6)
    assert found["Новый класс", year] == ("running", 2)


def test_nobody_at_work_lacks_a_consent(lived: TenantScope) -> None:
    with open_scope(lived) as opened:
        mentors = select(Mentor.person_id).where(Mentor.state == "active")
        mentees = select(Mentee.person_id).where(Mentee.state == "active")
        persons = opened.scalars(select(Person).where(Person.id.in_(mentors) | Person.id.in_(mentees))).all()
        held = consents.writable(persons, today())
    assert persons
    assert len(persons) - len(held) <= 2


def test_the_journal_is_whole_and_nobody_hears_of_the_past(lived: TenantScope) -> None:
    with open_scope(lived) as opened:
        assert verify(opened) is None
        waiting = opened.scalars(select(OutboxEvent).where(OutboxEvent.delivered_at.is_(None))).all()
    assert all(one.created_at.date() >= today() - timedelta(days=3) for one in waiting)
