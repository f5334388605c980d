# SPDX-License-Identifier: MIT
"""Nobody is shown a person they should not see: the surnames of one organisation are looked for in every answer.

Every family of the Centre gets a surname that stands nowhere else. Then each route of the application is asked by
everybody who has no business with those people: with the Centre's identifiers, under the Centre's address and under the
asker's own, and with a search that finds all of them. Pages, exports, papers, JSON and calendars are read to the last
letter. The Centre's own coordinator walks the same way and must find every family, so that the walk is known to see.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text
from werkzeug.routing import Rule

from nastavnik.accounts.models import Account, Credential, Membership
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.scope import IdentityScope
from nastavnik.meetings import service as meetings
from nastavnik.people import service as people
from nastavnik.people.service import imports
from nastavnik.plugins import Plugins
from nastavnik.settings import Settings
from nastavnik.tenants.service import set_plugin
from nastavnik.testing.clients import Visitor
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.filled import fill_world
from nastavnik.testing.pairs import RIGHTS
from nastavnik.testing.walking import Known, addresses, known
from nastavnik.testing.worlds import PASSWORD, Someone, World, _password_hash, in_tenant
from nastavnik.web.access import access_of
from nastavnik_worker import jobs

from .marked_people import PREFIX, mark_people, marks_in, owners_of, shown_in

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("marked world")]
SOUGHT = "&".join(f"{name}={quote(PREFIX)}" for name in ("q", "text", "mentor_text", "mentee_text"))
_TOKEN = re.compile(r"/([\w-]{20,})(?=[/.?]|$)")


@dataclass(frozen=True, slots=True)
class Marked:
    """The filled world with marked families in the Centre."""

    app: Flask
    world: World
    database: TestDatabase
    marks: dict[str, str]
    other_mentor: Someone
    known: dict[str, Known] = field(default_factory=dict)

    def values(self, slug: str) -> Known:
        """What may stand in addresses that speak of one organisation's rows."""
        if slug not in self.known:
            self.known[slug] = known(self.app, self.database.superuser, slug)
        return self.known[slug]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Matching is there as well: it has pages and drop-downs full of people."""
    return settings.model_copy(update={"plugins": f"{settings.plugins},matching"})


@pytest.fixture
def marked(app: Flask, world: World, empty_database: TestDatabase) -> Marked:
    marks, other = empty_database.again("marked world", lambda: _mark(app, world, empty_database))
    return Marked(app, world, empty_database, marks, other)


def _mark(app: Flask, world: World, database: TestDatabase) -> tuple[dict[str, str], Someone]:
    for place in (world.center, world.ankudinovskaya):
        with in_tenant(place):
            set_plugin("matching", enabled=True)
    fill_world(app, world)
    marks = mark_people(database.superuser, world.center.tenant_id)
    with in_tenant(world.ankudinovskaya), change(audited=False) as tx:
        for role in ("coordinator", "psychologist", "data_officer"):
            tx.add(Membership(account_id=world.ankudinovskaya.director.account_id, role=role))
    other = _account_of_a_mentor(app, world, marks["Приказова"])
    marks["Ввозимова"] = _bring_in(app, world)
    return marks, other


@pytest.mark.parametrize("where", ["outside the organisation", "inside it"])
def test_nobody_without_business_is_shown_a_person(marked: Marked, where: str) -> None:
    world, own = marked.world, marked.marks
    outsiders: dict[str, tuple[Someone, set[str]]] = (
        {
            "the neighbour, who has every role": (world.ankudinovskaya.director, set()),
            "an officer of the department": (world.officer, set()),
            "an administrator of the platform": (world.admin, set()),
        }
        if where == "outside the organisation"
        else {
            # The executor is the mentor of one pair as well: the own name stands on the own page.
            "the mentor of one pair": (world.center.executor, {own["Наставникова"]}),
            "the mentor of another pair": (marked.other_mentor, {own["Приказова"]}),
        }
    )
    leaks: dict[str, set[str]] = {}
    for who, (somebody, allowed) in outsiders.items():
        visitor = Visitor(marked.app)
        visitor.sign_in(somebody)
        asked = 0
        for method, url in _asked_by_outsiders(marked):
            asked += 1
            with visitor.open(url, method=method) as answer:
                if seen := marks_in(shown_in(answer), own.values()) - allowed:
                    leaks[f"{who}: {method} {url}"] = seen
        assert asked > 300
    assert leaks == {}


def test_a_personal_link_shows_no_surname_but_its_owners(marked: Marked) -> None:
    visitor, walked, leaks = Visitor(marked.app), 0, {}
    for rule in _rules(marked.app, public=True):
        for url in addresses(rule, marked.database.superuser, marked.values("center")):
            secrets = [hashlib.sha256(one.encode()).hexdigest() for one in _TOKEN.findall(url)]
            owners = owners_of(marked.database.superuser, secrets)
            allowed = {mark for name in owners.values() for mark in marked.marks.values() if mark in name}
            walked += bool(owners)
            answer = visitor.get(url, buffered=True)
            if seen := marks_in(shown_in(answer), marked.marks.values()) - allowed:
                leaks[url] = seen
    assert leaks == {}
    assert walked >= 5, "the walk opened too few pages behind personal links"


def test_letters_name_nobody_but_the_one_they_go_to(marked: Marked) -> None:
    """Letters to people of the registers and to strangers; the coordinator's own may speak of anybody."""
    invited = {
        marked.world.center.executor.email: ("Наставникова",),
        marked.other_mentor.email: ("Приказова",),
    }
    staff = {marked.world.center.coordinator.email, marked.world.center.director.email}
    with marked.database.superuser.connect() as connection:
        letters = connection.execute(text("select * from letters")).all()
        families = {
            row.email: row.surname
            for row in connection.execute(text("select email, surname from people where email <> ''"))
        }
    wrong = {}
    for letter in letters:
        said = f"{letter.recipient_name}\n{letter.subject}\n{letter.body}\n{letter.calendar}".lower()
        own = {mark for mark in marked.marks.values() if mark in families.get(letter.recipient, "")}
        own |= {marked.marks[name] for name in invited.get(letter.recipient, ())}
        if letter.recipient not in staff and (seen := marks_in(said, marked.marks.values()) - own):
            wrong[f"{letter.recipient}: {letter.subject}"] = seen
    assert len(letters) > 5
    assert wrong == {}


def test_the_walk_sees_whom_the_coordinator_sees(marked: Marked) -> None:
    """Without this the walk of outsiders could be blind."""
    visitor = Visitor(marked.app)
    visitor.sign_in(marked.world.center.coordinator)
    seen: set[str] = set()
    kinds: set[str] = set()
    for rule in _rules(marked.app, under="/o/"):
        for url in addresses(rule, marked.database.superuser, marked.values("center")):
            answer = visitor.get(url, buffered=True)
            if found := marks_in(shown_in(answer), marked.marks.values()):
                seen |= found
                kinds.add(answer.mimetype.rpartition(".")[2])
    assert set(marked.marks.values()) - seen == set()
    assert {"text/html", "sheet", "application/pdf"} <= kinds


def _rules(app: Flask, *, under: str = "/", public: bool = False) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if (
            rule.rule.startswith(under)
            and "GET" in (rule.methods or ())
            and access_of(app, rule.endpoint).public == public
            and not rule.endpoint.endswith("static")
        ):
            yield rule


def _asked_by_outsiders(marked: Marked) -> Iterator[tuple[str, str]]:
    """Every route with the Centre's rows, there and under the neighbour's address, the neighbour's own, and searches."""
    engine = marked.database.superuser
    for rule in marked.app.url_map.iter_rules():
        if access_of(marked.app, rule.endpoint).public or rule.endpoint.endswith("static"):
            continue
        foreign = next(addresses(rule, engine, marked.values("center")))
        beside = foreign.replace("/o/center/", "/o/ankudinovskaya/")
        own = next(addresses(rule, engine, marked.values("ankudinovskaya")))
        if "GET" in (rule.methods or ()):
            urls = {foreign, beside, own}
            if not rule.arguments - {"tenant"}:
                urls |= {f"{own}?{SOUGHT}", f"{foreign}?{SOUGHT}"}
            yield from (("GET", url) for url in sorted(urls))
        if "POST" in (rule.methods or ()) and "sign_out" not in rule.endpoint:
            yield from (("POST", url) for url in sorted({foreign, beside}) if rule.rule.startswith("/o/"))


def _account_of_a_mentor(app: Flask, world: World, surname: str) -> Someone:
    """The mentor of another pair has accepted the invitation to sign in."""
    email = "other.mentor@elsewhere.example"
    rights = app.extensions["nastavnik.plugins"].rights_of({"director"})
    with app.test_request_context(), in_tenant(world.center, world.center.director, rights=rights):
        meetings.invite(_person(surname), email, "mentor")
    with open_scope(IdentityScope()), change(audited=False) as tx:
        account = tx.session.scalars(select(Account).where(Account.email == email)).one()
        account.state = "active"
        tx.add(Credential(account_id=account.id, password_hash=_password_hash()))
        return Someone(account.id, email, "", "mentor", PASSWORD)


def _person(surname: str) -> UUID:
    return next(one.id for one in people.find_people(surname) if one.surname == surname)


def _bring_in(app: Flask, world: World) -> str:
    """A spreadsheet whose result, a file of the worker, and whose check both name somebody."""
    plugins: Plugins = app.extensions["nastavnik.plugins"]
    mark = f"{PREFIX}щщщ"
    sheet = f"ФИО;Дата рождения\r\n{mark} Анна;01.05.2012\r\n{mark} Ольга;31.02.2012\r\n"
    rights = RIGHTS | {"people.import"}
    with app.test_request_context(), in_tenant(world.center, world.center.coordinator, rights=rights):
        row = imports.receive(sheet.encode(), f"{mark}.csv", "mentees")
        imports.set_mapping(row.id, imports.columns_of(row), kind="pupil")
        imports.check(row.id)
        job = imports.launch(row.id)
        jobs.run(plugins, job.id)
    return mark
