# SPDX-License-Identifier: MIT
"""A person at the wizard of an order: uploads, opens pages, changes fields, presses buttons, reads what is said."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import lxml.html
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from nastavnik.foundation.database import session
from nastavnik.roadmap.models import RoadmapImport
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import World, in_tenant

from .order_files import HEAD, as_text, made_up

IMPORT = "/o/center/roadmap/import"
ROADMAP = "/o/center/roadmap/"
TODAY = date(2024, 10, 14)
UNNUMBERED = tuple(line for line in HEAD if not line.startswith("31.08.2024"))
ROW = ("1.1", "Провести встречу", "до 20.12.2024", "Образцова А.И.", "справка")
SECTION = ("1.", "Раздел", "", "", "")
Fields = dict[str, str]


def upload(browser: Visitor, data: bytes, name: str = "Приказ.docx") -> TestResponse:
    # The client would write a large body into a temporary file and leave it open.
    form = {"file": FileStorage(io.BytesIO(data), name), "csrf_token": browser.secret()}
    body, length, boundary = stream_encode_multipart(form, threshold=10**9)
    return browser.client.post(
        IMPORT,
        input_stream=body,
        content_length=length,
        content_type=f"multipart/form-data; boundary={boundary}",
    )


def started(browser: Visitor, data: bytes, name: str = "Приказ.docx") -> str:
    """Upload an order that is read at once; returns the address of its check."""
    answer = upload(browser, data, name)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def small(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> bytes:
    return as_text(made_up(SECTION, *(rows or (ROW,)), head=head))


def tree(answer: TestResponse) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(answer.text)


def plain(text: str) -> str:
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def words(element: lxml.html.HtmlElement) -> str:
    return plain(element.text_content())


def notes(page: lxml.html.HtmlElement) -> list[tuple[str, str]]:
    return [
        (str(note.get("data-question")), words(note.xpath(".//p")[0]))
        for note in page.xpath("//*[@data-question]")
    ]


def fields(page: lxml.html.HtmlElement) -> Fields:
    """What a browser would send of the form, apart from the secret and the buttons."""
    form = page.xpath("//main//form[@method='post']")[0]
    # A browser drops the line end that a text area begins with.
    return {name: value.removeprefix("\n") for name, value in form.form_values() if name != "csrf_token"}


def said_beside(page: lxml.html.HtmlElement, field: str) -> str:
    inputs = page.xpath(f"//*[@id='{field}']")
    assert inputs, f"there is no field {field}"
    assert inputs[0].get("aria-invalid") == "true"
    mistakes = page.xpath(f"//*[@id='{field}-e']")
    assert f"{field}-e" in inputs[0].get("aria-describedby").split()
    return words(mistakes[0])


def flashed(answer: TestResponse) -> str:
    return " ".join(words(note) for note in tree(answer).xpath("//main//*[@role='status' or @role='alert']"))


def sent(browser: Visitor, url: str, do: str, changes: Mapping[str, str] | None = None) -> TestResponse:
    """Open a page, change fields as a person would, press a button."""
    shown = browser.get(url)
    assert shown.status_code == 200, shown.status
    return browser.post(url, {**fields(tree(shown)), **(changes or {}), "do": do})


def rows_of(world: World, model: type[Any]) -> int:
    with in_tenant(world.center):
        return session().scalar(select(func.count()).select_from(model)) or 0


def only_import(world: World) -> RoadmapImport:
    with in_tenant(world.center):
        return session().scalars(select(RoadmapImport)).one()
