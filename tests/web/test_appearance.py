# SPDX-License-Identifier: MIT
"""Theme and the version for the visually impaired: one cookie, one form, with scripts and without."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from nastavnik.web.theme import COOKIE, Look, local_path

HERE = {"Sec-Fetch-Site": "same-origin"}


def test_nothing_chosen_follows_the_system() -> None:
    assert Look.read("").attributes() == {"data-n-theme": "auto"}


def test_a_choice_survives_being_written() -> None:
    chosen = Look("dark", "on", "200", "blue", "wide", "off", "folded")
    assert Look.read(chosen.written) == chosen
    assert chosen.attributes() == {
        "data-n-theme": "dark",
        "data-bs-theme": "dark",
        "data-vi": "",
        "data-vi-size": "200",
        "data-vi-scheme": "blue",
        "data-vi-space": "wide",
        "data-vi-img": "off",
    }


@given(st.text())
def test_any_cookie_gives_a_look_of_known_words(text: str) -> None:
    found = Look.read(text)
    assert all(getattr(found, name) in words for name, words in Look.CHOICES.items())


@pytest.mark.parametrize(
    ("before", "form", "after"),
    [
        (Look(), {"theme": "dark"}, Look("dark")),
        (Look("dark"), {"theme": "auto"}, Look()),
        (Look(), {"theme": "purple"}, Look()),
        (Look(), {"do": "vi"}, Look(vi="on")),
        (Look(vi="on"), {"do": "vi"}, Look(vi="on", panel="folded")),
        (Look(vi="on", panel="folded"), {"do": "vi"}, Look(vi="on")),
        (Look(), {"do": "apply", "vi-size": "200", "vi-scheme": "acid"}, Look(vi="on", size="200")),
        (Look("dark", "on", "200", "blue"), {"do": "reset"}, Look("dark", "on")),
        (Look("dark", "on", "200"), {"do": "off"}, Look("dark", "off", "200")),
        (Look(), {}, Look()),
    ],
)
def test_what_the_form_does(before: Look, form: dict[str, str], after: Look) -> None:
    assert before.changed(form) == after


def test_without_a_script_the_form_comes_back_to_its_page(web_app: Flask) -> None:
    client = web_app.test_client()
    answer = client.post("/preferences", data={"do": "vi", "next": "/nowhere?a=1"}, headers=HERE)
    assert (answer.status_code, answer.location) == (303, "/nowhere?a=1")
    page = client.get("/nowhere").text
    assert 'data-vi-size="150" data-vi-scheme="bw"' in page
    assert '<section class="n-vi" id="vi" aria-label="Версия для\u00a0слабовидящих">' in page


def test_a_script_gets_the_attributes(web_app: Flask) -> None:
    client = web_app.test_client()
    headers = HERE | {"Accept": "application/json"}
    answer = client.post("/preferences", data={"do": "apply", "vi-size": "200"}, headers=headers)
    assert answer.json is not None
    assert answer.json["attributes"]["data-vi-size"] == "200"
    assert answer.json["choices"]["vi-size"] == "200"
    assert answer.json["panel"] is True
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")


def test_another_site_may_not_change_it(web_app: Flask) -> None:
    answer = web_app.test_client().post(
        "/preferences", data={"do": "vi"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "", "javascript:1", "/a\n"]
)
def test_nobody_is_sent_elsewhere(target: str) -> None:
    assert local_path(target) == "/"


def test_a_path_of_ours_is_kept() -> None:
    assert local_path("/o/center/roadmap?state=overdue") == "/o/center/roadmap?state=overdue"
