# SPDX-License-Identifier: MIT
"""Finding plugins, refusing bad ones, and asking only those that a tenant has enabled."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pluggy

from .foundation.database import session as scope_session
from .hookspecs import CONTRACT, ENTRY_POINTS, About, Right, Specs

_log = logging.getLogger(__name__)


class BadPlugin(RuntimeError):
    """A plugin that must not be started with; the message names it and says why."""


class Plugins:
    """The plugins of one application. Each application and each test builds its own."""

    def __init__(self, found: Iterable[tuple[str, object]]) -> None:
        self._manager = pluggy.PluginManager("nastavnik")
        self._manager.add_hookspecs(Specs)
        self._about: dict[str, About] = {}
        self._callers_by_hook: dict[str, dict[str, Any]] = {}
        for name, plugin in found:
            self._register(name, plugin)
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise BadPlugin(str(error)) from error
        self._check_needs()

    @classmethod
    def discover(cls, allowed: frozenset[str] | None = None) -> Plugins:
        """Load what is installed under the entry-point group; ``allowed`` keeps to these names.

        Raises ``BadPlugin`` for a name given twice, a plugin that cannot be imported, a wrong contract version, an
        unknown hook, or a missing plugin that another stands on.
        """
        points = sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name)
        _refuse_duplicates(points)
        if allowed is not None:
            missing = allowed - {point.name for point in points}
            if missing:
                raise BadPlugin(f"plugins are allowed but not installed: {', '.join(sorted(missing))}")
            points = [point for point in points if point.name in allowed]
        return cls((point.name, _load(point)) for point in points)

    def _register(self, name: str, plugin: object) -> None:
        if not name.isidentifier() or name != name.lower():
            raise BadPlugin(f"plugin {name!r}: the name must be a lower-case identifier")
        about = getattr(plugin, "about", None)
        if not isinstance(about, About):
            raise BadPlugin(f"plugin {name!r}: has no attribute about: About")
        if about.contract != CONTRACT:
            raise BadPlugin(
                f"plugin {name!r}: made for contract {about.contract}, this is contract {CONTRACT}"
            )
        try:
            self._manager.register(plugin, name=name)
        except (ValueError, pluggy.PluginValidationError) as error:
            raise BadPlugin(f"plugin {name!r}: {error}") from error
        self._about[name] = about

    def _check_needs(self) -> None:
        for name, about in self.all().items():
            missing = [need for need in about.needs if need not in self.all()]
            if missing:
                raise BadPlugin(f"plugin {name!r} needs {', '.join(missing)}, which is not installed")

    def all(self) -> dict[str, About]:
        """Every plugin's name and what it says of itself, by name."""
        return dict(sorted(self._about.items()))

    def get(self, name: str) -> Any:
        """The plugin itself; ``KeyError`` when there is none of that name."""
        plugin = self._manager.get_plugin(name)
        if plugin is None:
            raise KeyError(name)
        return plugin

    @cached_property
    def required(self) -> frozenset[str]:
        """Plugins that are always enabled."""
        return frozenset(name for name, about in self.all().items() if about.required)

    def closed_over_needs(self, names: Iterable[str]) -> frozenset[str]:
        """These plugins, those they stand on, and the required ones; names that are not installed are dropped."""
        about = self.all()
        result: set[str] = set()
        queue = [*self.required, *names]
        while queue:
            name = queue.pop()
            if name in about and name not in result:
                result.add(name)
                queue.extend(about[name].needs)
        return frozenset(result)

    def ask_all(self, hook_name: str, **arguments: Any) -> Iterator[tuple[str, Any]]:
        """Ask every plugin; yield (name, answer). Errors pass through: this is for start-up."""
        for name, caller in sorted(self._callers(hook_name).items()):
            for answer in caller(**arguments):
                yield name, answer

    def ask_enabled(
        self, enabled: frozenset[str], hook_name: str, **arguments: Any
    ) -> Iterator[tuple[str, Any]]:
        """Ask the plugins in ``enabled``; yield (name, answer). A plugin that raises is logged and passed over.

        Each plugin is asked inside a savepoint of the scope's session, so that a failed statement of one does not
        spoil the transaction for the others.
        """
        callers = self._callers(hook_name)
        for name in sorted(enabled & callers.keys()):
            try:
                with scope_session().begin_nested():
                    answers = callers[name](**arguments)
            except Exception:  # noqa: BLE001 - a plugin's defect must not take the page down, whatever it is
                _log.exception("plugin %s failed in hook %s", name, hook_name)
                continue
            for answer in answers:
                yield name, answer

    def deliver(self, name: str, hook_name: str, **arguments: Any) -> Sequence[Any]:
        """Ask one plugin and let its error through: the caller keeps the books."""
        answers: Sequence[Any] = self._callers(hook_name)[name](**arguments)
        return answers

    def implementing(self, hook_name: str) -> frozenset[str]:
        """Names of the plugins that implement a hook."""
        return frozenset(self._callers(hook_name))

    @cached_property
    def rights(self) -> dict[str, Right]:
        """Every right by its code; two plugins may not declare the same one."""
        result: dict[str, Right] = {}
        for name, rights in self.ask_all("rights"):
            for right in rights:
                if right.code in result:
                    raise BadPlugin(f"plugin {name!r}: the right {right.code!r} is declared twice")
                result[right.code] = right
        return result

    def rights_of(self, roles: Iterable[str]) -> frozenset[str]:
        """Codes of the rights that these roles have."""
        held = frozenset(roles)
        return frozenset(code for code, right in self.rights.items() if right.roles & held)

    def _callers(self, hook_name: str) -> dict[str, Any]:
        """One caller per implementing plugin, made once, so that a call costs what is enabled and no more."""
        known = self._callers_by_hook.get(hook_name)
        if known is None:
            names = {one.plugin_name for one in getattr(self._manager.hook, hook_name).get_hookimpls()}
            known = {
                name: self._manager.subset_hook_caller(
                    hook_name,
                    remove_plugins=[
                        plugin for other, plugin in self._manager.list_name_plugin() if other != name
                    ],
                )
                for name in names
            }
            self._callers_by_hook[hook_name] = known
        return known


def _load(point: EntryPoint) -> object:
    try:
        return point.load()
    except Exception as error:
        raise BadPlugin(
            f"plugin {point.name!r} cannot be imported: {type(error).__name__}: {error}"
        ) from error


def _refuse_duplicates(points: Sequence[EntryPoint]) -> None:
    seen: dict[str, EntryPoint] = {}
    for point in points:
        twin = seen.setdefault(point.name, point)
        if twin is not point and twin.value != point.value:
            raise BadPlugin(f"two plugins are called {point.name!r}: {twin.value} and {point.value}")
        if twin is not point:
            raise BadPlugin(f"plugin {point.name!r} is installed twice")
