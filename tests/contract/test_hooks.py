# SPDX-License-Identifier: MIT
"""Law 5: every hook is documented with its arguments, typed, tested by name and used by a plugin of the core.

The tests by name stand below: a chess club implements every hook, and each is tried where the platform itself calls it.
"""

from __future__ import annotations

import inspect
import json
import re
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.metadata import entry_points
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import click
import pytest
from click.testing import CliRunner
from flask import Blueprint, Flask
from python_calamine import load_workbook
from sqlalchemy import func, literal, select
from werkzeug.test import TestResponse

from nastavnik import cli, hookspecs
from nastavnik.accounts.models import Membership
from nastavnik.agreements.signatures import verifiers
from nastavnik.app import create_app
from nastavnik.foundation import jobs
from nastavnik.foundation.change import change
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.jobs import JobFunction, Outcome, Progress
from nastavnik.foundation.outbox import Event
from nastavnik.hookspecs import (
    About,
    CannotVerify,
    Erased,
    EvidenceKind,
    Found,
    LiveEvidence,
    NavEntry,
    NowCards,
    Pages,
    PairLine,
    PairPart,
    PeriodicTask,
    PersonalData,
    PersonPart,
    Right,
    SignatureQuestion,
    SignatureVerifier,
    Specs,
    StageDemand,
    TodoEntry,
    hook,
)
from nastavnik.people import service as people
from nastavnik.people.service import PersonCard
from nastavnik.plugins import Plugins
from nastavnik.programmes import service as programmes
from nastavnik.programmes.service import NewDocument
from nastavnik.rollups import service as rollups
from nastavnik.rollups.measures import Indicator, PublishedList, Tally
from nastavnik.settings import Settings
from nastavnik.tenants.service import enabled_plugins, set_plugin
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import RIGHTS, make_active, make_mentee, make_mentor, make_programme
from nastavnik.testing.roadmaps import Execution, make_roadmap
from nastavnik.testing.worlds import Place, World, in_department, in_tenant
from nastavnik.web.access import access
from nastavnik_worker import jobs as job_runner
from nastavnik_worker import schedule
from nastavnik_worker.dispatcher import drain
from nastavnik_worker.tasks import tenants_with

HOOKS = {name: function for name, function in vars(Specs).items() if not name.startswith("_")}
FIRST_MOVE = "e2-e4"


def _members_of(today: date) -> Any:
    return select(
        Membership.tenant_id.label("tenant_id"),
        literal(today.replace(day=1)).label("month"),
        literal("").label("slice"),
        literal("").label("detail"),
        func.count().label("members"),
    ).group_by(Membership.tenant_id)


def _boards_of(today: date) -> Any:
    return (
        select(
            Membership.tenant_id.label("tenant_id"),
            Membership.role.label("key"),
            literal(1).label("position"),
            func.jsonb_build_object("role", Membership.role).label("data"),
        )
        .distinct()
        .where(Membership.role == "coordinator")
    )


def _blueprint() -> Blueprint:
    club = Blueprint("club", __name__)

    @club.get("/")
    @access(right="club.view")
    def board() -> str:
        return FIRST_MOVE

    return club


class Arbiter:
    """Knows one signature that nobody else does."""

    name = "arbiter"
    algorithms = frozenset({"chess", "gost256"})

    def available(self) -> bool:
        return True

    def verify(self, question: SignatureQuestion) -> bool:
        if question.algorithm != "chess":
            raise CannotVerify("unsupported")
        return question.signature == FIRST_MOVE.encode()


@dataclass(eq=False)
class Club:
    """A chess club in an organisation: it implements every hook and remembers what it was asked."""

    about: About = field(
        default_factory=lambda: About(title="Chess club", description="Boards and evenings.")
    )
    heard: list[Event] = field(default_factory=list)
    played: list[str] = field(default_factory=list)

    @hook
    def pages(self) -> Sequence[Pages]:
        return [Pages("tenant", _blueprint())]

    @hook
    def rights(self) -> Sequence[Right]:
        return [Right("club.view", "Look at the board", frozenset({"coordinator"}))]

    @hook
    def navigation(self, scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:
        return [NavEntry("The board", "club.board", "star", right="club.view")] if scope == "tenant" else []

    @hook
    def now_cards(self) -> NowCards:
        return NowCards(waiting=[TodoEntry("Move the knight", "/o/center/club/", "waiting", "")])

    @hook
    def search(self, text: str) -> Sequence[Found]:
        return [Found(f"Opening {text}", "/o/center/club/", "club")]

    @hook
    def on_event(self, event: Event) -> None:
        self.heard.append(event)

    @hook
    def tallies(self) -> Sequence[Tally]:
        return [Tally("club.members", ("members",), _members_of)]

    @hook
    def indicators(self) -> Sequence[Indicator]:
        return [Indicator("club.members", "Members", "Roles that people have.", "club.members", "members")]

    @hook
    def published_lists(self) -> Sequence[PublishedList]:
        return [PublishedList("club.boards", _boards_of)]

    @hook
    def job_kinds(self) -> Mapping[str, JobFunction]:
        def play(progress: Progress) -> Outcome:
            progress(1, 2, "opening")
            return Outcome(f"played {progress.params['game']}")

        return {"club.play": play}

    @hook
    def periodic_tasks(self) -> Sequence[PeriodicTask]:
        def evening() -> None:
            self.played.append("evening")

        return [PeriodicTask("club.evening", evening, every=timedelta(hours=1))]

    @hook
    def personal_data(self, account_id: UUID) -> PersonalData:
        return PersonalData("Chess", [{"Rating": 1500, "Account": str(account_id)}])

    @hook
    def person_parts(self, person_id: UUID) -> Sequence[PersonPart]:
        return [PersonPart("chess", "Chess", f"<b>Rating of {person_id}</b>")]

    @hook
    def pair_parts(self, match_id: UUID) -> Sequence[PairPart]:
        return [
            PairPart("openings", "Openings", f"<b>Games of {match_id}</b>"),
            PairPart("board", "Board", "<b>Above all</b>", place="top"),
            PairPart("move", "Make a move", "<a>Move</a>", place="next", order=1),
        ]

    @hook
    def programme_parts(self, programme_id: UUID) -> Sequence[PersonPart]:
        return [PersonPart("chess", "Chess", f"<b>Tournament of {programme_id}</b>")]

    @hook
    def subject_data(self, person_id: UUID) -> Sequence[PersonalData]:
        return [PersonalData("Games", [{"Opponent": "Capablanca", "Person": str(person_id)}])]

    @hook
    def erase_subject(self, person_id: UUID) -> Sequence[Erased]:
        self.played.append(f"erased {person_id}")
        return [Erased("Games", "club_games", 2)]

    @hook
    def merge_person(self, kept_id: UUID, merged_id: UUID) -> int:
        if "no merge" in self.played:
            raise Refused("They play each other tonight.")
        self.played.append(f"{merged_id} is {kept_id}")
        return 1

    @hook
    def register_pairs(
        self, register: Literal["mentors", "mentees"], line_ids: Sequence[UUID]
    ) -> Mapping[UUID, Sequence[PairLine]]:
        return {one: [PairLine([f"=Capablanca of {register}"], "chess")] for one in line_ids}

    @hook
    def stage_demands(self, programme_id: UUID) -> Sequence[StageDemand]:
        return [StageDemand("Nobody has won yet.", f"/o/center/club/?programme={programme_id}", "Play")]

    @hook
    def evidence_kinds(self) -> Sequence[EvidenceKind]:
        return [
            EvidenceKind(
                "club.games",
                "Games of the club",
                lambda: LiveEvidence("games: 12 played", 12, date(2026, 11, 12), "/o/center/club/"),
                r"шахмат",
            )
        ]

    @hook
    def signature_verifiers(self) -> Sequence[SignatureVerifier]:
        return [Arbiter()]

    @hook
    def audit_words(self) -> Mapping[str, str]:
        return {"club.moved": "A piece was moved", "square": "square", "square=e4": "king's pawn"}

    @hook
    def commands(self) -> Sequence[click.Command]:
        @click.command("chess")
        def chess() -> None:
            click.echo(FIRST_MOVE)

        return [chess]


@pytest.fixture
def club() -> Club:
    return Club()


@pytest.fixture
def plugins(club: Club, settings: Settings) -> Plugins:
    """The core's own plugins and the club."""
    core = Plugins.discover(settings.allowed_plugins)
    return Plugins([*((name, core.get(name)) for name in core.all()), ("club", club)])


@pytest.fixture
def app(settings: Settings, plugins: Plugins, world: World) -> Flask:
    """The application with the club in it; the Centre has it on, Ankudinovskaya has not."""
    application = create_app(settings, plugins=plugins)
    application.testing = True
    switch(world.center, enabled=True)
    return application


def switch(place: Place, *, enabled: bool) -> None:
    with in_tenant(place):
        set_plugin("club", enabled=enabled)


def words(response: TestResponse) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True).replace("\N{NO-BREAK SPACE}", " "))


@contextmanager
def switched_off(place: Place) -> Iterator[None]:
    switch(place, enabled=False)
    yield
    switch(place, enabled=True)


@pytest.fixture
def read(visitor: Visitor, world: World) -> Callable[[str], str]:
    """What the Centre's coordinator reads at an address."""
    visitor.sign_in(world.center.coordinator)
    return lambda url: words(visitor.get(url))


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_every_hook_is_documented_with_its_arguments_and_typed(name: str) -> None:
    function = HOOKS[name]
    assert function.__doc__, name
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    for parameter in list(signature.parameters.values())[1:]:
        assert parameter.annotation is not inspect.Parameter.empty, parameter.name
        assert f"``{parameter.name}``" in function.__doc__, f"{name}: nothing is said of {parameter.name}"


def test_the_types_of_hooks_resolve() -> None:
    names = {**vars(hookspecs), "click": click, "Blueprint": Blueprint, "JobFunction": JobFunction}
    names |= {"Event": Event, "Indicator": Indicator, "PublishedList": PublishedList, "Tally": Tally}
    for name, function in HOOKS.items():
        assert "return" in typing.get_type_hints(function, names), name


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_every_hook_is_tested_by_name(name: str) -> None:
    assert f"test_hook_{name}" in globals()


def test_no_test_speaks_of_a_hook_that_is_gone() -> None:
    tested = {name.removeprefix("test_hook_") for name in globals() if name.startswith("test_hook_")}
    assert tested == set(HOOKS)


def test_the_readme_of_plugins_tells_of_every_hook() -> None:
    readme = (Path(__file__).parents[2] / "plugins" / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE)
    assert told == list(HOOKS)


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_every_hook_is_used_by_a_plugin_of_the_core(name: str) -> None:
    core = Plugins.discover(
        frozenset(
            point.name
            for point in entry_points(group=hookspecs.ENTRY_POINTS)
            if point.module.startswith("nastavnik.")
        )
    )
    assert core.implementing(name), f"no plugin of the core implements {name}"


def test_hook_pages(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    assert words(visitor.get("/o/center/club/")) == FIRST_MOVE
    with switched_off(world.center):
        assert visitor.get("/o/center/club/").status_code == 404
    visitor.sign_in(world.ankudinovskaya.coordinator)
    assert visitor.get("/o/ankudinovskaya/club/").status_code == 404
    assert visitor.get("/o/center/club/").status_code == 404


def test_hook_rights(visitor: Visitor, world: World, read: Callable[[str], str]) -> None:
    assert "Look at the board" in read("/o/center/staff/rights")
    visitor.sign_in(world.center.executor)
    refused = visitor.get("/o/center/club/")
    assert refused.status_code == 403
    assert "Look at the board" in words(refused)


def test_hook_navigation(visitor: Visitor, world: World, read: Callable[[str], str]) -> None:
    assert "The board" in read("/o/center/")
    with switched_off(world.center):
        assert "The board" not in read("/o/center/")
    visitor.sign_in(world.center.executor)
    assert "The board" not in words(visitor.get("/o/center/"))


def test_hook_now_cards(world: World, read: Callable[[str], str]) -> None:
    assert "Move the knight" in read("/o/center/")
    with switched_off(world.center):
        assert "Move the knight" not in read("/o/center/")


def test_hook_search(world: World, read: Callable[[str], str]) -> None:
    assert "Opening sicilian" in read("/o/center/search?q=+sicilian+")
    with switched_off(world.center):
        assert "Opening sicilian" not in read("/o/center/search?q=sicilian")


def test_hook_on_event(app: Flask, world: World, club: Club, plugins: Plugins) -> None:
    club.heard.clear()
    for place in (world.center, world.ankudinovskaya):
        with in_tenant(place), change() as tx:
            tx.record("club.moved")
            tx.emit("club.moved", {"place": place.slug})
    drain(plugins)
    drain(plugins)
    mine = [event.payload for event in club.heard if event.kind == "club.moved"]
    assert mine == [{"place": "center"}]


def _counted(world: World, plugins: Plugins) -> None:
    for place in (world.center, world.ankudinovskaya):
        with in_tenant(place):
            rollups.mark_stale()
            rollups.refresh_tenant(plugins, enabled_plugins(plugins))


def test_hook_tallies(app: Flask, world: World, plugins: Plugins) -> None:
    _counted(world, plugins)
    with in_department(world.officer) as opened:
        stored = opened.execute(
            select(rollups.RollupTotal.tenant_id, rollups.RollupTotal.counts).where(
                rollups.RollupTotal.tally == "club.members"
            )
        ).all()
    assert [tuple(row) for row in stored] == [(world.center.tenant_id, [3])]


def test_hook_indicators(visitor: Visitor, world: World, plugins: Plugins) -> None:
    declared = {one.code: one for one in rollups.measures(plugins).indicators.values()}
    figure = rollups.figure(declared["club.members"], {"members": 3})
    assert figure.value == 3
    _counted(world, plugins)
    visitor.sign_in(world.officer)
    shown = words(visitor.get("/department/indicators"))
    assert "Members" in shown
    assert "Roles that people have." in shown


def test_hook_published_lists(app: Flask, world: World, plugins: Plugins) -> None:
    _counted(world, plugins)
    with in_department(world.officer) as opened:
        rows = opened.execute(
            select(rollups.RollupListRow.tenant_id, rollups.RollupListRow.data).where(
                rollups.RollupListRow.list_code == "club.boards"
            )
        ).all()
    assert [tuple(row) for row in rows] == [(world.center.tenant_id, {"role": "coordinator"})]


def test_hook_job_kinds(app: Flask, world: World, plugins: Plugins) -> None:
    with in_tenant(world.center, world.center.coordinator):
        job = jobs.start_job("club.play", "A game", {"game": "blitz"})
        job_runner.run(plugins, job.id)
        done = jobs.get_job(job.id)
        assert (done.state, done.message) == ("done", "played blitz")
    with in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator):
        job = jobs.start_job("club.play", "A game", {"game": "blitz"})
        with pytest.raises(LookupError, match=r"club\.play"):
            job_runner.run(plugins, job.id)


def test_hook_periodic_tasks(app: Flask, world: World, club: Club, plugins: Plugins) -> None:
    entry = schedule.entries(plugins)["club: club.evening"]
    assert (entry["task"], entry["args"]) == ("nastavnik.plugins.tick", ("club", "club.evening"))
    assert entry["schedule"].run_every == timedelta(hours=1)
    assert [scope.slug for scope in tenants_with(plugins, "club")] == ["center"]
    with in_tenant(world.center):
        for _plugin, tasks in plugins.ask_enabled(frozenset({"club"}), "periodic_tasks"):
            for task in tasks:
                task.run()
    assert club.played == ["evening"]


def test_hook_personal_data(visitor: Visitor, world: World, read: Callable[[str], str]) -> None:
    assert "Chess" in read("/account/file")
    file = visitor.get("/account/file.json").get_json()
    part = next(part for part in file["sections"] if part["title"] == "Chess")
    assert part["rows"] == [{"Rating": "1500", "Account": str(world.center.coordinator.account_id)}]
    with switched_off(world.center):
        assert "Chess" not in read("/account/file")


def test_hook_person_parts(world: World, read: Callable[[str], str]) -> None:
    with in_tenant(world.center):
        person = people.add_person(PersonCard("Ёлкина", "Анна"))
    card = read(f"/o/center/people/{person.id}")
    assert f"<b>Rating of {person.id}</b>" in card
    with switched_off(world.center):
        assert "Rating of" not in read(f"/o/center/people/{person.id}")


def test_hook_pair_parts(world: World, read: Callable[[str], str]) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        match = make_active(make_programme(), make_mentor("Наставникова"), make_mentee("Ёлкина"))
    page = read(f"/o/center/pairs/{match.id}")
    assert page.index("<b>Above all</b>") < page.index("Make a move") < page.index(f"Games of {match.id}")
    assert page.count("<a>Move</a>") == 1
    with switched_off(world.center):
        without = read(f"/o/center/pairs/{match.id}")
    assert "Games of" not in without
    assert "Make a move" not in without


def test_hook_programme_parts(world: World, read: Callable[[str], str]) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        programme = make_programme()
    url = f"/o/center/programmes/{programme.id}"
    assert f"<b>Tournament of {programme.id}</b>" in read(url)
    with switched_off(world.center):
        assert "Tournament of" not in read(url)


def test_hook_subject_data(visitor: Visitor, world: World) -> None:
    with in_tenant(world.center):
        person = people.add_person(PersonCard("Ёлкина", "Анна"))
    visitor.sign_in(world.center.coordinator)
    url = f"/o/center/people/{person.id}/rights/file.json"
    games = {"title": "Games", "rows": [{"Opponent": "Capablanca", "Person": str(person.id)}]}
    assert games in json.loads(visitor.get(url).data)["sections"]
    with switched_off(world.center):
        assert games in json.loads(visitor.get(url).data)["sections"], "data stay when a plugin is off"


def test_hook_erase_subject(visitor: Visitor, world: World, club: Club) -> None:
    with in_tenant(world.center):
        person = people.add_person(PersonCard("Ёлкина", "Анна"))
    visitor.sign_in(world.center.director)
    url = f"/o/center/people/{person.id}/rights/destroy"
    with switched_off(world.center):
        assert visitor.post(url, {"reason": "withdrawal", "sure": "y"}).status_code == 303
    assert club.played == [f"erased {person.id}"], "data stay when a plugin is off, so they are destroyed too"
    with in_tenant(world.center, world.center.director, rights=RIGHTS | {"people.destroy"}):
        assert "Games" in people.destruction.acts()[0].categories
        assert people.get_person(person.id).state == "destroyed"


def test_hook_merge_person(visitor: Visitor, world: World, club: Club) -> None:
    with in_tenant(world.center):
        kept = people.add_person(PersonCard("Ёлкина", "Анна"))
        twin = people.add_person(PersonCard("Елкина", "Анна"))
    visitor.sign_in(world.center.coordinator)
    url = f"/o/center/people/duplicates/{kept.id}/{twin.id}"
    club.played.append("no merge")
    refused = visitor.post(url, {"surname": "kept"})
    assert refused.status_code == 422
    assert "They play each other tonight." in words(refused)
    with in_tenant(world.center):
        assert people.get_person(twin.id).state == "active"
    club.played.clear()
    assert visitor.post(url, {"surname": "kept"}).status_code == 303
    assert club.played == [f"{twin.id} is {kept.id}"]


def test_hook_register_pairs(visitor: Visitor, world: World) -> None:
    with in_tenant(world.center):
        person = people.add_person(PersonCard("Ёлкина", "Анна"))
        people.enter_mentee(person.id)
    visitor.sign_in(world.center.coordinator)
    sent = visitor.get("/o/center/people/mentees.xlsx")
    book = load_workbook(BytesIO(sent.data))
    sent.close()
    assert book.get_sheet_by_index(0).to_python()[1][6:8] == ["=Capablanca of mentees", "chess"]


def test_hook_stage_demands(visitor: Visitor, world: World, read: Callable[[str], str]) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        programme = make_programme()
        for one in programmes.missing_papers(programme):
            programmes.add_document(programme.id, NewDocument(one.paper, url="https://school.example/1.pdf"))
    url = f"/o/center/programmes/{programme.id}"
    page = read(url)
    assert "Nobody has won yet." in page
    assert f"/o/center/club/?programme={programme.id}" in page
    visitor.post(f"{url}/advance")
    with in_tenant(world.center):
        assert programmes.get_programme(programme.id).stage == 1
    with switched_off(world.center):
        visitor.post(f"{url}/advance")
    with in_tenant(world.center):
        assert programmes.get_programme(programme.id).stage == 2


def test_hook_evidence_kinds(visitor: Visitor, world: World, read: Callable[[str], str]) -> None:
    made = make_roadmap(world.center, {"2.2": [Execution(None)]})
    item = made.items["2.2"]
    page = f"/o/center/roadmap/{item}"
    assert "Games of the club" in read(f"{page}/records")
    visitor.post(f"{page}/records", data={"kind": "club.games"})
    assert "games: 12 played" in read(page)
    with switched_off(world.center):
        assert "games: 12 played" not in read(page)
        assert "Games of the club" not in read(f"{page}/records")


def test_hook_signature_verifiers(plugins: Plugins) -> None:
    asked = SignatureQuestion("chess", "sha256", b"", b"board", FIRST_MOVE.encode())
    verifiers.use_verifiers_of(plugins)
    try:
        assert verifiers.ask(asked) == verifiers.Answer(True, "arbiter")
        assert [one.name for one in verifiers.installed()] == ["arbiter", "openssl-gost", "python"]
    finally:
        verifiers.use_verifiers_of(Plugins([]))
    assert verifiers.ask(asked).right is None


def test_hook_audit_words(visitor: Visitor, world: World) -> None:
    with in_tenant(world.center, world.center.coordinator), change() as tx:
        tx.record("club.moved", after={"square": "e4"})
    visitor.sign_in(world.center.director)
    journal = words(visitor.get("/o/center/settings/journal?action=club.moved"))
    assert "A piece was moved" in journal
    assert "square: king&#39;s pawn" in journal


def test_hook_commands(monkeypatch: pytest.MonkeyPatch, club: Club) -> None:
    found = Plugins([("club", club)])
    monkeypatch.setattr(Plugins, "discover", classmethod(lambda cls, allowed=None: found))
    result = CliRunner().invoke(cli.main, ["chess"])
    assert result.output == f"{FIRST_MOVE}\n"
    assert "chess" in CliRunner().invoke(cli.main, ["--help"]).output
