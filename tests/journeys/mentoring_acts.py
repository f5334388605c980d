# SPDX-License-Identifier: MIT
"""What people do with their browsers in the cycle of mentoring, each act as one step of the story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import text

from nastavnik.consents import service as consents
from nastavnik.consents.service import SeenClearance
from nastavnik.foundation.dates import format_date, today
from nastavnik.local.processes import wait_until
from nastavnik.local.supervisor import answers
from nastavnik.people import service as people
from nastavnik.people.importing import read_table
from nastavnik.people.service import MenteeFilter, MentorFilter
from nastavnik.testing.pairs import RIGHTS, give_consent
from nastavnik.testing.stack import Stack, free_port
from nastavnik.testing.worlds import Someone

from .mentoring_sheets import XLSX

__all__ = ["RIGHTS", "Coordinator", "Director", "Entrance", "Phone", "ready_by_papers"]
SIGNED = "https://files.example/paper.pdf"


class Entrance:
    """The web of an installation and the browsers that come to it; nothing may fail in a script there."""

    def __init__(self, stack: Stack, chromium: Browser) -> None:
        self._chromium = chromium
        self._opened: list[BrowserContext] = []
        self._known: dict[str, Page] = {}
        self.trouble: list[str] = []
        port = free_port()
        stack.start_web(port)
        assert wait_until(lambda: answers(port), seconds=60), stack.log("web")
        self._address = f"http://127.0.0.1:{port}"

    def page(self, *, width: int, height: int) -> Page:
        """A browser of nobody in particular."""
        context = self._chromium.new_context(
            base_url=self._address, locale="ru-RU", viewport={"width": width, "height": height}
        )
        context.on("weberror", lambda error: self.trouble.append(str(error.error)))
        context.on(
            "console",
            lambda line: self.trouble.append(line.text) if "Content Security Policy" in line.text else None,
        )
        self._opened.append(context)
        return context.new_page()

    def signed_in(self, person: Someone) -> Page:
        """The browser of somebody who has signed in through the page; the same one every time."""
        if person.email not in self._known:
            page = self._known[person.email] = self.page(width=1440, height=900)
            page.goto("/account/sign-in")
            page.fill("[name=email]", person.email)
            page.fill("[name=password]", person.password)
            page.locator("main").get_by_role("button", name="Войти").click()
            page.wait_for_url(re.compile(r"/(o|department)/"))
        return self._known[person.email]

    def close(self) -> None:
        """Close every browser."""
        for context in self._opened:
            context.close()


class Director:
    """The director: approves."""

    def __init__(self, page: Page, place: str) -> None:
        self.page, self.place = page, place

    def open(self, path: str) -> Page:
        """A page of the organisation, which must be there."""
        answer = self.page.goto(f"{self.place}/{path}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return self.page

    def approve(self, programme: str) -> None:
        """Approve a draft of a programme."""
        self.press("form[action$='/approve'] button", at=f"programmes/{programme}")
        expect(self.page.locator("form[action$='/start'], .n-next")).not_to_have_count(0)

    def press(self, button: str, *, at: str = "") -> None:
        """Press a button of the page; what comes is no page of an error."""
        if at:
            self.open(at)
        with self.page.expect_navigation() as came:
            self.page.locator("main").locator(button).first.click()
        assert came.value is not None
        assert came.value.ok, f"{self.page.url}: {self._said()}"

    def send(self, at: str = "", **fields: str) -> None:
        """Fill the form of the page in, as far as it is not filled already, and send it."""
        if at:
            self.open(at)
        for name, value in fields.items():
            field = self.page.locator(f"main [name='{name}']")
            if field.first.get_attribute("type") in ("radio", "checkbox"):
                self._tick(name, value)
            elif field.first.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.press("form.card button[type=submit]")

    def _tick(self, name: str, value: str) -> None:
        box: Locator = self.page.locator(f"main [name='{name}'][value='{value}']")
        box.check(force=True)

    def _said(self) -> str:
        return self.page.locator("main").inner_text()[:2000]


class Coordinator(Director):
    """The coordinator of one organisation, who leads the cycle."""

    def tie(self, item: UUID, records: str) -> None:
        """Let records close a measure of the roadmap."""
        self.open(f"roadmap/{item}/records")
        self.page.locator("main [name=kind]").select_option(records)
        self.page.locator("main [name=closes]").check()
        self.press("form:has([name=kind]) button[type=submit]")

    def bring_in(self, target: str, data: bytes, *, good: int, bad: int, kind: str = "") -> list[str]:
        """Bring people in; the reasons that stand beside the rows of the file that comes back."""
        page = self.open("people/import")
        self._tick("target", target)
        page.set_input_files("[name=file]", {"name": f"{target}.xlsx", "mimeType": XLSX, "buffer": data})
        self.press("form.card button[type=submit]")
        self.send(kind=kind)
        expect(page.locator("main")).to_contain_text("Строки с ошибками")
        start = page.locator("main form[action$='/start'] button")
        expect(start).to_contain_text(f"{good} строк")
        self.press("form[action$='/start'] button")
        download = page.locator("main section.card").first.get_by_role("link", name="Скачать")
        expect(download).to_be_visible(timeout=60_000)
        with page.expect_download() as came:
            download.click()
        back = read_table(Path(came.value.path()).read_bytes())
        assert len(back.rows) == bad
        return [row.cells[-1].replace("\N{NO-BREAK SPACE}", " ") for row in back.rows]

    def record_consent(self, person: UUID) -> None:
        """Record the consent that the page expects of this person, its paper kept by the organisation."""
        self.send(f"consents/{person}/give/participation", without_scan="y")
        expect(self.page).to_have_url(re.compile(rf"/people/{person}"))

    def record_clearance(self, person: UUID) -> None:
        """Record that the document of an adult from outside was seen."""
        self.send(f"consents/{person}/clearance", kind="criminal_record", issued_on=format_date(today()))
        expect(self.page).to_have_url(re.compile(rf"/people/{person}"))

    def add_programme(self, title: str, kind: str) -> str:
        """Begin a draft; its identifier."""
        days = {"starts_on": format_date(today()), "ends_on": format_date(today().replace(month=12, day=31))}
        self.send("programmes/new", title=title, kind=kind, goal="Выбрать профессию", **days)
        return re.split(r"[/#?]", self.page.url.partition("/programmes/")[2])[0]

    def start(self, programme: str) -> None:
        """Start an approved programme."""
        self.press("form[action$='/start'] button", at=f"programmes/{programme}")

    def enter_stage(self, programme: str, stage: int) -> None:
        """Attach whatever the page says is missing, then enter the next stage."""
        self._attach_missing(programme)
        expect(self.page.locator("main .n-next")).to_contain_text(f"{stage}")
        self.press("form[action$='/advance'] button")
        expect(self.page.locator("main")).to_contain_text(re.compile(f"{stage}"))

    def complete_programme(self, programme: str) -> None:
        """Complete a programme at its last stage."""
        self._attach_missing(programme)
        self.press("form[action$='/advance'] button")
        expect(self.page.locator("main")).to_contain_text("Программа завершена")

    def _attach_missing(self, programme: str) -> None:
        missing = self.open(f"programmes/{programme}").locator("main .n-next a[href*='documents/new']")
        while missing.count():
            missing.first.click()
            self.send(number="12", url=SIGNED)
        expect(self.page.locator("main form[action$='/advance']")).to_be_visible()

    def add_event(self, programme: str, title: str) -> None:
        """Record the public event of a programme."""
        self.send(f"programmes/{programme}/events/new", title=title, held_on=format_date(today()))

    def propose_by_matching(self, programme: str, *, keep: int, of: int, lacking: str) -> None:
        """Look at the proposal, keep so many of its pairs and have them proposed."""
        page = self.open(f"matching/{programme}")
        boxes = page.locator("main [name=pair]")
        expect(boxes).to_have_count(of)
        expect(page.locator("main li", has_text=lacking)).to_contain_text("нужно согласие")
        for place in range(keep, of):
            boxes.nth(place).uncheck()
        self.press("button[name=propose]")
        expect(page.locator("main table tbody tr")).to_have_count(keep)

    def ask(self, match_id: UUID) -> None:
        """Write to both sides."""
        self.press("form[action$='/ask'] button", at=f"pairs/{match_id}")

    def sees_agreed(self, match_id: UUID) -> None:
        """The page of the pair says that everybody agrees."""
        expect(self.open(f"pairs/{match_id}").locator("main .n-next")).to_contain_text("Все согласны")

    def sign_order(self, number: str, *, pairs: int) -> None:
        """Gather the agreed pairs into an order and write down that it was signed."""
        page = self.open("pairs/orders")
        expect(page.locator("main [name=match]:checked")).to_have_count(pairs)
        self.press("form[action$='/orders/draft'] button[type=submit]")
        self.send(number=number, dated_on=format_date(today()))
        expect(page.locator("main h1")).to_contain_text(number)

    def plan_meeting(self, match_id: UUID, kind: str) -> None:
        """Plan the meeting that the model expects, for today."""
        page = self.open(f"meetings/pairs/{match_id}/plan")
        if kind == "final":
            self._tick("kind", kind)
        expect(page.locator(f"main [name=kind][value={kind}]")).to_be_checked()
        self.send(day=format_date(today()), time="00:05", place="Кабинет 12")

    def hold_meeting(self, match_id: UUID) -> None:
        """Write down that the planned meeting took place, by the way that the page of the pair offers."""
        self.press("a[href$='/hold']", at=f"pairs/{match_id}")
        self.send(topic="О цели пары")
        expect(self.page).to_have_url(re.compile(rf"/pairs/{match_id}"))

    def remind_everybody(self) -> None:
        """Write to all who owe feedback."""
        page = self.open("meetings/owed")
        for box in page.locator("main [name=feedback]").all():
            box.check()
        self.press("form[action$='/remind'] button[type=submit]")

    def complete_pair(self, match_id: UUID) -> None:
        """Complete a pair after its final meeting."""
        page = self.open(f"meetings/pairs/{match_id}/complete")
        page.locator("main [name^=outcome][value=reached]").check(force=True)
        page.locator("main [name^=exit][value=become_mentor]").check(force=True)
        self.send(reflection="Профессия выбрана")
        expect(self.page).to_have_url(re.compile(rf"/pairs/{match_id}"))


class Phone:
    """A phone of 390 px with the letters that have come, nobody signed in."""

    def __init__(self, entrance: Entrance, stack: Stack) -> None:
        self.page, self._stack = entrance.page(width=390, height=844), stack

    def letters(self, path: str, number: int) -> list[tuple[str, str]]:
        """So many letters with a link of the kind have come: (address, path of the link), in their order."""
        link = re.compile(rf"(/o/[\w-]+{re.escape(path)}[\w-]{{20,}})")

        def come() -> list[tuple[str, str]]:
            with self._stack.superuser.connect() as connection:
                rows = connection.execute(text("select recipient, body from letters order by id")).all()
            return [(one.recipient, found[1]) for one in rows if (found := link.search(one.body))]

        assert wait_until(lambda: len(come()) == number, seconds=60), f"{len(come())} letters of {number}"
        return come()

    def agree(self, path: str) -> None:
        """Open a link twice, as a scanner of mail and then the person, and agree."""
        self._open(path)
        self._open(path)
        self.page.locator("main [name=answer][value=yes]").check(force=True)
        self._send()
        expect(self.page.locator("main h1")).to_contain_text("Спасибо")

    def tell(self, path: str) -> None:
        """Tell how a meeting went."""
        self._open(path)
        self.page.fill("main [name=done]", "Говорили о профессии")
        mood = self.page.locator("main [name=mood][value='4']")
        if mood.count():
            self.page.locator(f"main label[for='{mood.get_attribute('id')}']").click()
            expect(mood).to_be_checked()
        self._send()
        expect(self.page.locator("main h1")).to_contain_text("Спасибо")

    def _send(self) -> None:
        with self.page.expect_navigation():
            self.page.locator("main form.card button[type=submit]").click()

    def _open(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"{path}: {wide} px"


def ready_by_papers(mentors: Iterable[str], mentees: Iterable[str], *, done: Set[UUID]) -> None:
    """Consents, clearances and selection of those named, through the services; ``done`` have their papers already."""
    for surname in mentors:
        mentor, person = people.mentors(MentorFilter(text=surname)).rows[0]
        if person.id not in done:
            give_consent(person)
            consents.record_clearance(person.id, SeenClearance("criminal_record", today(), "cleared"))
        people.set_mentor_state(mentor.id, "selected")
    for surname in mentees:
        _mentee, person = people.mentees(MenteeFilter(text=surname)).rows[0]
        if person.id not in done:
            give_consent(person)
