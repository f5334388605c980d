# SPDX-License-Identifier: MIT
"""Who may open a page. Every view says it; an application with a silent view does not start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """``public``: anybody; ``signed_in``: any signed-in person of the scope; ``right``: those who hold this right."""

    public: bool = False
    signed_in: bool = False
    right: str = ""


def access(*, public: bool = False, signed_in: bool = False, right: str = "") -> Callable[[View], View]:
    """Mark a view with who may open it; exactly one of the three must be given."""
    if [public, signed_in, bool(right)].count(True) != 1:
        raise ValueError("access() takes exactly one of public, signed_in, right")
    mark = Access(public, signed_in, right)

    def marked(view: View) -> View:
        view.access = mark  # type: ignore[attr-defined]
        return view

    return marked


def access_of(app: Flask, endpoint: str) -> Access:
    """What the view behind an endpoint demands; static files are public."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return Access(public=True)
    mark = getattr(app.view_functions[endpoint], "access", None)
    if not isinstance(mark, Access):
        raise TypeError(f"the view {endpoint} does not say who may open it: add @access(...)")
    return mark


def check_views(app: Flask, known_rights: frozenset[str]) -> None:
    """Refuse an application with a view that says nothing or names a right nobody declared."""
    for rule in app.url_map.iter_rules():
        mark = access_of(app, rule.endpoint)
        if mark.right and mark.right not in known_rights:
            raise RuntimeError(
                f"the view {rule.endpoint} asks for {mark.right!r}, a right no plugin declares"
            )
