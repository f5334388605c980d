# SPDX-License-Identifier: MIT
"""``ui``: every component of ``templates/components`` under one name, in every template and without an import.

``{{ ui.meta([...]) }}`` calls the macro ``meta``; ``{% call ui.card(...) %}`` wraps a body. A macro lives in the file
of its subject; its name is unique among all files. Signatures are in ``templates/README.md``.
What is called hundreds of times on a page or needs the request is a function here instead of a macro.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request
from jinja2 import Environment
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import Text, current_language
from nastavnik.foundation.i18n import lazy_gettext as _l

from . import assets, errors, forgery, headers, theme
from .shell import Site

STATES: Mapping[str, tuple[str, str, Text]] = {
    # kind: the style sheet's word, the icon, the word when nothing more exact is known
    "planned": ("planned", "calendar-event", _l("Planned")),
    "work": ("work", "progress", _l("In work")),
    "soon": ("soon", "hourglass", _l("Due soon")),
    "overdue": ("overdue", "alert-circle", _l("Overdue")),
    "done": ("done", "circle-check", _l("Done")),
    "late": ("late", "clock-check", _l("Done late")),
    "moved": ("moved", "arrow-forward-up", _l("Moved")),
    "none": ("none", "circle-minus", _l("Not required")),
    "cancelled": ("none", "circle-x", _l("Cancelled")),
    "todo": ("none", "circle-dashed", _l("Not started")),
    "question": ("soon", "alert-triangle", _l("With questions")),
    "failed": ("overdue", "alert-circle", _l("Failed")),
}
"""States as face.md lists them, and three more for long work."""

ALIASES: Mapping[str, str] = {
    "in_work": "work",
    "running": "work",
    "queued": "todo",
    "done_late": "late",
    "not_required": "none",
    "waiting": "planned",
}
"""Words of the domain for the same states."""

_MACRO = re.compile(r"{%-?\s*macro\s+([a-z]\w*)\s*\(")


class Components:
    """Macros and functions by name. An unknown name raises ``AttributeError`` with the names there are."""

    def __init__(self, app: Flask, built: assets.Assets) -> None:
        self._environment: Environment = app.jinja_env
        self._built = built
        self._icons: dict[tuple[str, str, str], Markup] = {}
        self._home: dict[str, str] = {}
        for name in self._environment.list_templates(filter_func=_is_component):
            source, _path, _fresh = _source(self._environment, name)
            for macro in _MACRO.findall(source):
                if macro in self._home:
                    raise ValueError(f"two components are called {macro}: {self._home[macro]} and {name}")
                self._home[macro] = name

    def __getattr__(self, name: str) -> Any:
        home = self.__dict__.get("_home", {}).get(name)
        if home is None:
            raise AttributeError(f"no component is called {name!r}")
        return getattr(self._environment.get_template(home).module, name)

    def names(self) -> list[str]:
        """Names of all macros."""
        return sorted(self._home)

    def icon(self, name: str, label: Text = "", cls: str = "") -> Markup:
        """A drawing of the sprite. With ``label`` it is read aloud, without it stands beside a word that says it."""
        key = (name, str(label), cls)
        drawn = self._icons.get(key)
        if drawn is None:
            said = (
                Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
            )
            classes = f"icon {cls}".strip()
            drawn = Markup('<svg class="{}" {}><use href="{}#i-{}"/></svg>').format(
                classes, said, self._built.url("icons.svg"), name
            )
            self._icons[key] = drawn
        return drawn

    def state(self, kind: str, text: Text = "", cls: str = "", icon: str = "") -> Markup:
        """A state: icon and word; the colour comes third. ``text`` says how much and when, see face.md."""
        style, drawing, word = STATES[ALIASES.get(kind, kind)]
        return Markup('<span class="{}">{}<span>{}</span></span>').format(
            f"n-state n-state-{style} {cls}".strip(), self.icon(icon or drawing), text or word
        )

    def chip(self, kind: str, text: Text = "", icon: str = "") -> Markup:
        """A state on a ground of its colour; only in the heading of a page."""
        return self.state(kind, text, "n-chip", icon)

    def plain_state(self, icon: str, text: Text, cls: str = "") -> Markup:
        """An icon and a word that are no state of anything: a line of news, a remark."""
        return Markup('<span class="{}">{}<span>{}</span></span>').format(
            f"n-state {cls}".strip(), self.icon(icon), text
        )

    def track(self, percent: float) -> Markup:
        """A thin bar of a share, 0 to 100. It repeats a figure that stands beside it, so it is not read aloud."""
        width = round(max(0.0, min(100.0, percent)))
        return Markup(
            '<svg class="n-track" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
            '<rect width="{}" height="1"/></svg>'
        ).format(width)

    def hash(self, code: str) -> Markup:
        """A code or a check sum, in letters of one width."""
        return Markup('<span class="n-hash">{}</span>').format(code)

    def class_of_kind(self, kind: str) -> str:
        """The class a kind of state paints with, for a line that is no ``state``: «text-late», «text-soon»."""
        style = STATES[ALIASES.get(kind, kind)][0]
        return {"overdue": "text-late", "soon": "text-soon", "done": "text-done", "late": "text-done"}.get(
            style, ""
        )

    def icon_of(self, kind: str) -> str:
        """The icon of a state."""
        return STATES[ALIASES.get(kind, kind)][1]


def with_query(**changes: object) -> str:
    """The address of this page with other parameters; ``None`` and an empty string take a parameter away.

    The page number is dropped unless it is given: another filter begins at the first page.
    """
    args: MultiDict[str, str] = MultiDict(request.args)
    args.pop("page", None)
    for name, value in changes.items():
        args.poplist(name)
        if value is not None and value != "":
            args.setlist(name, [str(value)])
    return f"{request.path}?{urlencode(list(args.items(multi=True)))}" if args else request.path


def page_window(page: int, pages: int) -> Sequence[int | None]:
    """Numbers of pages to offer: the first, the last and those around ``page``; ``None`` stands for a gap."""
    near = {1, pages, *range(page - 1, page + 2)}
    shown = sorted(number for number in near if 1 <= number <= pages)
    window: list[int | None] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            window.append(None)
        window.append(number)
    return window


def install(app: Flask, site: Site) -> None:
    """Everything the templates of ``web`` and of the rooms need; call it once, after the languages are installed."""
    built = assets.install(app)
    headers.install(app)
    theme.install(app)
    forgery.install(app)
    app.jinja_env.globals.update(
        site=site,
        language=current_language,
        with_query=with_query,
        page_window=page_window,
        today=today,
        ui=Components(app, built),
    )
    errors.install(app)


def _is_component(name: str) -> bool:
    return name.startswith("components/") and name.endswith(".html")


def _source(environment: Environment, name: str) -> tuple[str, str | None, Any]:
    if environment.loader is None:
        raise RuntimeError("templates need a loader")
    return environment.loader.get_source(environment, name)
