# SPDX-License-Identifier: MIT
"""Every form of every page, sent empty and sent with nonsense: it refuses in Russian beside the field, keeps what was
typed and loses nothing. Design, section 6, law 8.

Forms are read from the pages, and pages from ``app.url_map``: a new one is tried without anybody adding it to a list.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import pytest
from lxml import html
from werkzeug.test import TestResponse

from nastavnik.testing.clients import Visitor
from nastavnik.web.assets import MANIFEST

from .served import ROLES, Served

pytestmark = pytest.mark.skipif(not MANIFEST.exists(), reason="the front end is not built")

RUSSIAN = re.compile(r"[А-Яа-яЁё]{3,}")
TYPED = ["text", "search", "tel", "url"]
NONSENSE = {
    "email": "не почта",
    "number": "много",
    "date": "позавчера",
    "password": "1",
    "textarea": "Ы" * 30_000,
    "select": "no such choice",
    "radio": "no such choice",
}
TOO_LONG = "Ы" * 3_000
NOT_A_DATE = "31.31.2031"


@dataclass(frozen=True)
class Field:
    """A field that a person fills in."""

    name: str
    kind: str
    required: bool
    dated: bool

    @property
    def typed(self) -> bool:
        """Whether words are typed there that must not be lost."""
        return self.kind in (*TYPED, "textarea", "email", "number", "date")

    @property
    def nonsense(self) -> Any:
        """Something that cannot be right there."""
        if self.kind == "file":
            return (io.BytesIO(b"MZ\x90\x00 not a document"), "report.exe")
        return NONSENSE.get(self.kind, NOT_A_DATE if self.dated else TOO_LONG)


@dataclass(frozen=True)
class Form:
    """A form of a page, where it goes, and what it carries along."""

    page: str
    action: str
    method: str
    fields: tuple[Field, ...]
    carried: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"{self.page} -> {self.method} {self.action}"


def forms_of(page: str, body: str) -> Iterator[Form]:
    """Forms with something to fill in."""
    document = html.document_fromstring(body)
    for form in document.iter("form"):
        controls = [one for one in document.iter("input", "textarea", "select") if _belongs(one, form)]
        fields = {one.name: one for one in map(_field, controls) if one is not None}
        carried = [
            (one.get("name", ""), one.get("value", "")) for one in controls if one.get("type") == "hidden"
        ]
        buttons = [
            one for one in document.iter("button") if _belongs(one, form) and one.get("type") != "button"
        ]
        carried += [(one.get("name"), one.get("value", "")) for one in buttons[:1] if one.get("name")]
        if fields:
            yield Form(
                page,
                urljoin(page, form.get("action") or page),
                (form.get("method") or "get").upper(),
                tuple(fields.values()),
                tuple(pair for pair in carried if pair[0] != "csrf_token"),
            )


def _belongs(control: html.HtmlElement, form: html.HtmlElement) -> bool:
    owner = control.get("form")
    return owner == form.get("id") if owner else next(control.iterancestors("form"), None) is form


def _field(control: html.HtmlElement) -> Field | None:
    kind = control.get("type", "text") if control.tag == "input" else control.tag
    if not control.get("name") or kind in ("hidden", "submit", "checkbox", "button"):
        return None
    required = "required" in control.attrib or control.get("aria-required") == "true"
    return Field(control.get("name"), kind, required, control.get("inputmode") == "numeric")


@pytest.fixture(params=ROLES)
def forms(served: Served, request: pytest.FixtureRequest) -> tuple[Visitor, list[Form]]:
    """Somebody's browser, and the forms on the pages that are theirs to open."""
    visitor = Visitor(served.app)
    person = served.person(request.param)
    if person is not None:
        visitor.sign_in(person)
    found: dict[tuple[str, str], Form] = {}
    for page in served.pages[request.param].values():
        for form in forms_of(page, visitor.get(page).text):
            found.setdefault((form.action, form.method), form)
    return visitor, list(found.values())


def test_forms_refuse_in_russian_beside_the_field_and_keep_what_was_typed(
    forms: tuple[Visitor, list[Form]],
) -> None:
    visitor, found = forms
    wrong: list[str] = []
    for form in found:
        if form.method == "GET":
            values = {one.name: one.nonsense for one in form.fields if one.kind != "file"}
            status = visitor.get(form.action, query_string=values, buffered=True).status_code
            wrong += [f"{form}: nonsense in a filter answers {status}"] if status >= 500 else []
            continue
        wrong += [f"{form}: empty: {one}" for one in _send(visitor, form, {})]
        nonsense = {one.name: one.nonsense for one in form.fields}
        wrong += [f"{form}: nonsense: {one}" for one in _send(visitor, form, nonsense)]
    assert not wrong, "\n".join(wrong)


def _send(visitor: Visitor, form: Form, values: dict[str, Any]) -> Iterator[str]:
    """Send a form and say what is wrong with the answer."""
    blank = {one.name: "" for one in form.fields if one.typed or one.kind in ("select", "password")}
    response = visitor.post(
        form.action,
        {**dict(form.carried), **blank, **values},
        content_type="multipart/form-data",
        buffered=True,
    )
    if response.status_code >= 500:
        yield f"answers {response.status_code}"
    elif response.status_code in (302, 303):
        demanding = [one.name for one in form.fields if one.required]
        if demanding:
            yield f"was taken although these were wrong: {', '.join(demanding)}"
    elif response.status_code not in (403, 404):
        yield from _troubles(response, form, values)


def _troubles(response: TestResponse, form: Form, values: dict[str, Any]) -> Iterator[str]:
    document = html.document_fromstring(response.text)
    invalid = document.xpath("//*[@aria-invalid='true' or (self::fieldset and @aria-describedby)]")
    sentences = [
        " ".join(document.get_element_by_id(name).text_content().split())
        for one in invalid
        for name in one.get("aria-describedby", "").split()
        if document.xpath("//*[@id=$name]", name=name)
    ]
    alerts = [one.text_content() for one in document.xpath("//*[@role='alert']")]
    if not any(RUSSIAN.search(one) for one in (*sentences, *alerts)):
        yield f"answers {response.status_code} without a sentence"
    if any(one.required for one in form.fields) and not values and not sentences:
        yield "says nothing beside the field"
    shown = {
        one.get("name"): one.text if one.tag == "textarea" else one.get("value", "")
        for one in document.iter("input", "textarea")
    }
    for field in form.fields:
        if (
            field.typed
            and field.name in values
            and (shown.get(field.name) or "").strip() != values[field.name]
        ):
            yield f"lost what was typed into {field.name}"
