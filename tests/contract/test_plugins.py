# SPDX-License-Identifier: MIT
"""Discovery refuses what must not run, and a tenant's call reaches its own plugins only."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

import nastavnik.plugins as plugins_module
from nastavnik import hookspecs
from nastavnik.foundation.database import session
from nastavnik.hookspecs import About, Found, Right, hook
from nastavnik.plugins import BadPlugin, Plugins
from nastavnik.testing.worlds import World, in_tenant


class Searching:
    """A plugin that answers every search with its own name."""

    def __init__(self, name: str, *, needs: tuple[str, ...] = (), required: bool = False) -> None:
        self._name = name
        self.about = About(title=name, needs=needs, required=required)

    @hook
    def search(self, text: str) -> list[Found]:
        return [Found(title=self._name, url="/", kind=text)]


class Renamed:
    """A plugin whose function has another name than the hook it implements."""

    about = About(title="renamed")

    @hookspecs.hook(specname="search")
    def look_up(self, text: str) -> list[Found]:
        return [Found(title="renamed", url="/", kind=text)]


class Misspelt:
    about = About(title="misspelt")

    @hook
    def serch(self, text: str) -> None: ...


class Breaking:
    about = About(title="breaking")

    @hook
    def search(self, text: str) -> list[Found]:
        session().execute(_NO_SUCH_TABLE)
        return []


class Granting:
    """A plugin that declares the same right as any other of its kind."""

    def __init__(self, name: str) -> None:
        self.about = About(title=name)

    @hook
    def rights(self) -> list[Right]:
        return [Right("club.view", "See", frozenset({"coordinator"}))]


_NO_SUCH_TABLE = text("select * from no_such_table")


def _titles(plugins: Plugins, enabled: set[str]) -> list[str]:
    answers = plugins.ask_enabled(frozenset(enabled), "search", text="x")
    return [found.title for _name, answer in answers for found in answer]


def test_only_the_tenants_plugins_answer(world: World) -> None:
    plugins = Plugins([("alpha", Searching("alpha")), ("beta", Searching("beta")), ("renamed", Renamed())])
    with in_tenant(world.center):
        assert _titles(plugins, {"alpha"}) == ["alpha"]
        assert _titles(plugins, {"beta", "renamed"}) == ["beta", "renamed"]
        assert _titles(plugins, set()) == []


def test_a_plugin_that_breaks_does_not_take_the_others_along(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    plugins = Plugins([("alpha", Searching("alpha")), ("breaking", Breaking()), ("zeta", Searching("zeta"))])
    with in_tenant(world.center) as opened:
        assert _titles(plugins, {"alpha", "breaking", "zeta"}) == ["alpha", "zeta"]
        assert opened.scalar(text("select 1")) == 1
    assert "breaking" in caplog.text


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([("misspelt", Misspelt())], "serch"),
        ([("silent", SimpleNamespace())], "has no attribute about"),
        ([("old", SimpleNamespace(about=About(title="old", contract=0)))], "contract 0"),
        ([("Wrong-Name", Searching("x"))], "lower-case identifier"),
        ([("alpha", Searching("alpha")), ("alpha", Searching("again"))], "alpha"),
        ([("alpha", Searching("alpha", needs=("absent",)))], "needs absent"),
    ],
)
def test_a_bad_plugin_stops_the_start(found: list[tuple[str, Any]], words: str) -> None:
    with pytest.raises(BadPlugin, match=words):
        Plugins(found)


def test_two_distributions_may_not_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [
        EntryPoint("chess", "first.plugin", hookspecs.ENTRY_POINTS),
        EntryPoint("chess", "second.plugin", hookspecs.ENTRY_POINTS),
    ]
    monkeypatch.setattr(plugins_module, "entry_points", lambda group: points)
    with pytest.raises(BadPlugin, match="two plugins are called 'chess'"):
        Plugins.discover()


def test_a_plugin_that_cannot_be_imported_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("chess", "no_such_module.plugin", hookspecs.ENTRY_POINTS)
    monkeypatch.setattr(plugins_module, "entry_points", lambda group: [point])
    with pytest.raises(BadPlugin, match="'chess' cannot be imported"):
        Plugins.discover()


def test_an_allowed_plugin_that_is_not_installed_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins_module, "entry_points", lambda group: [])
    with pytest.raises(BadPlugin, match="not installed: chess"):
        Plugins.discover(frozenset({"chess"}))


def test_enabling_a_plugin_enables_what_it_stands_on() -> None:
    plugins = Plugins(
        [
            ("base", Searching("base")),
            ("core", Searching("core", required=True)),
            ("upper", Searching("upper", needs=("base",))),
        ]
    )
    assert plugins.closed_over_needs({"upper", "gone"}) == {"base", "core", "upper"}


def test_a_right_is_declared_once() -> None:
    with pytest.raises(BadPlugin, match="declared twice"):
        _ = Plugins([("one", Granting("one")), ("two", Granting("two"))]).rights
