# SPDX-License-Identifier: MIT
"""What is served to browsers, who looks at it, and which pages there are for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import Engine
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from nastavnik.testing.browser import chromium_path, required
from nastavnik.testing.clients import Visitor
from nastavnik.testing.walking import UnknownVariable, addresses, identifiers, known
from nastavnik.testing.worlds import Someone, World
from nastavnik.web.assets import MANIFEST

from .once import once

IN_A_BROWSER: list[Any] = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium_path() is None and not required(), reason="no Chromium on this machine"),
    pytest.mark.skipif(not MANIFEST.exists(), reason="the front end is not built"),
]
_LINK = re.compile(r'href="(/[^"#]*)')
LINKS_TRIED = 5
FAILED = "failed"
Pages = dict[str, dict[str, str]]
"""Addresses by endpoint by role."""

ROLES = ("coordinator", "director", "executor", "psychologist", "officer", "admin", "partner", "nobody")


@dataclass
class Served:
    """An application with a filled world in it, behind an address."""

    app: Flask
    world: World
    engine: Engine
    address: str
    others: dict[str, Someone]
    folder: Path
    """Where workers of this run leave what they found for each other."""

    def person(self, role: str) -> Someone | None:
        """Who has the role: in the Centre, or in the district."""
        found: Someone | None = getattr(self.world.center, role, None) or getattr(self.world, role, None)
        return found or self.others.get(role)

    @cached_property
    def pages(self) -> Pages:
        """By role, addresses of the pages that are looked at as this role, by endpoint.

        A page is looked at by the first role that may open it; those that anybody may open, by nobody as well.
        Under «» are routes that answer nobody, under «broken» addresses that failed; a file or a way elsewhere is an
        answer. The worlds of a run are copies of one, so that one worker walks for all of them.
        """
        return once(self.folder, "pages", self._walk)

    def _walk(self) -> Pages:
        found: Pages = {"broken": {}}
        every = [
            rule
            for rule in self.app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and not rule.endpoint.endswith("static")
        ]
        left, answered = every, set()
        for role in ROLES:
            visitor = Visitor(self.app)
            person = self.person(role)
            if person is not None:
                visitor.sign_in(person)
            tried = self._tried(visitor, left if person else every, found["broken"])
            found[role] = {endpoint: url for endpoint, url in tried.items() if url}
            answered |= tried.keys()
            left = [rule for rule in left if rule.endpoint not in found[role]]
        found[""] = {rule.endpoint: rule.rule for rule in left if rule.endpoint not in answered}
        return found

    def _tried(self, visitor: Visitor, rules: list[Rule], broken: dict[str, str]) -> dict[str, str]:
        """Addresses at which routes open for a person, «» for a file or a way elsewhere; by endpoint.

        Addresses are put together from the database first; what does not open so is looked for on the pages that do.
        """
        tried: dict[str, str] = {}
        links: dict[str, list[str]] = {}
        waiting = {rule.endpoint: list(self._addresses(rule)) for rule in rules}
        while waiting:
            for endpoint, urls in waiting.items():
                opened = self._opens(visitor, urls, links)
                if opened == FAILED:
                    broken[endpoint], opened = urls[0], None
                if opened is not None and not tried.get(endpoint):
                    tried[endpoint] = opened
            waiting = {
                rule.endpoint: links.pop(rule.endpoint)
                for rule in rules
                if not tried.get(rule.endpoint) and rule.endpoint in links
            }
        return tried

    def _opens(self, visitor: Visitor, urls: list[str], links: dict[str, list[str]]) -> str | None:
        elsewhere: str | None = None
        for url in urls:
            response = visitor.get(url, buffered=True)
            if response.status_code >= 500:
                return FAILED
            if response.status_code == 200:
                if response.mimetype != "text/html":
                    return ""
                self._note_links(response.text, links)
                return url
            if response.status_code in (302, 303) and not response.location.startswith("/account/sign-in"):
                elsewhere = ""
        return elsewhere

    def _note_links(self, body: str, links: dict[str, list[str]]) -> None:
        adapter = self.app.url_map.bind("")
        for found in _LINK.findall(body):
            url = unescape(found)
            try:
                endpoint, _values = adapter.match(urlsplit(url).path, method="GET")
            except HTTPException:
                continue
            if url not in links.setdefault(endpoint, []) and len(links[endpoint]) < LINKS_TRIED:
                links[endpoint].append(url)

    def _addresses(self, rule: Rule) -> Iterator[str]:
        """Addresses of a route, and what it must be asked with where it shows nothing otherwise."""
        try:
            for url in addresses(rule, self.engine, self._known):
                yield url
                for item in identifiers("item_id", self.engine, "center")[:1]:
                    yield f"{url}?item={item}"
        except UnknownVariable:
            return

    @cached_property
    def _known(self) -> Any:
        return known(self.app, self.engine, "center")
