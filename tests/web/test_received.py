# SPDX-License-Identifier: MIT
"""What is sent is storable and printable, whatever was pasted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from werkzeug.test import EnvironBuilder

from nastavnik.web.received import CleanRequest, writable


def request_of(**sent: object) -> CleanRequest:
    return CleanRequest(EnvironBuilder(method="POST", **sent).get_environ())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Спра\x00вка", "Справка"),
        ("первая\x0bвторая", "первая вторая"),
        ("абзац\r\n\tабзац", "абзац\r\n\tабзац"),
        ("«ёж» — 5 °C \N{NO-BREAK SPACE}№ 26 😀", "«ёж» — 5 °C \N{NO-BREAK SPACE}№ 26 😀"),
        ("\x01\x1f\uffff", ""),
    ],
)
def test_what_cannot_be_written_goes_and_the_rest_stays(typed: str, kept: str) -> None:
    assert writable(typed) == kept


@given(st.text())
def test_any_text_becomes_text_of_a_document(text: str) -> None:
    element = etree.Element("p")
    element.text = writable(text)
    assert writable(writable(text)) == writable(text)
    assert "\x00" not in element.text


def test_fields_of_every_kind_of_form_and_of_the_address_are_cleaned() -> None:
    plain = request_of(query_string="q=%00а", data={"text": "б\x00", "kind": ["1", "2\x0b"]})
    assert plain.args["q"] == "а"
    assert plain.form["text"] == "б"
    assert plain.form.getlist("kind") == ["1", "2 "]
