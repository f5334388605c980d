# SPDX-License-Identifier: MIT
"""Whatever comes in, either an order comes out or a sentence why not; and no word of a table gets lost."""

from __future__ import annotations

import contextlib
import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nastavnik.roadmap.order_document import UnreadableDocument, read_order
from nastavnik.roadmap.order_document.people import assignees
from nastavnik.roadmap.order_document.text import clean

from .order_files import HEADING, as_docx, as_ods, as_odt, as_pdf, as_text, as_xlsx, made_up

WRITERS = {"text": as_text, "docx": as_docx, "odt": as_odt, "ods": as_ods, "xlsx": as_xlsx, "pdf": as_pdf}
ROWS = (("1.", "Раздел", "", "", ""), ("1.1.", "Дело", "май", "Иванов И.И.", "приказ"))

LETTERS = st.text(alphabet="абвгдежз АБВ .,-;()«»1239IX\n", max_size=30)
CELL = st.one_of(
    st.sampled_from(["", "1.", "1.1.", "2.1", "май", "Иванов И.И.", "директор", "I.", "- дело"]), LETTERS
)


def attempt(data: bytes) -> None:
    with contextlib.suppress(UnreadableDocument):
        read_order(data).as_json()


@cache
def sample(kind: str) -> bytes:
    return WRITERS[kind](made_up(*ROWS))


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    attempt(data)


@given(
    st.sampled_from([b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"]),
    st.binary(max_size=300),
)
def test_any_bytes_behind_a_known_beginning(beginning: bytes, rest: bytes) -> None:
    attempt(beginning + rest)


@given(st.text(max_size=300))
def test_any_text_below_a_heading(text: str) -> None:
    attempt(("\t".join(HEADING) + "\n" + text).encode("utf-8", "ignore"))


@pytest.mark.parametrize("kind", WRITERS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_damaged_documents(kind: str, data: st.DataObject) -> None:
    document = bytearray(sample(kind))
    if data.draw(st.booleans()):
        del document[data.draw(st.integers(0, len(document))) :]
    for _ in range(data.draw(st.integers(0, 5))):
        if document:
            document[data.draw(st.integers(0, len(document) - 1))] = data.draw(st.integers(0, 255))
    attempt(bytes(document))


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", clean(text).casefold()))


def unspaced(text: str) -> str:
    return "".join(re.findall(r"\w+", clean(text).casefold()))


@settings(deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL, CELL, CELL), min_size=1, max_size=8))
def test_no_word_of_a_table_is_lost(rows: list[tuple[str, ...]]) -> None:
    """Each word of each cell is in a section, in an item, among the unplaced, or in the lines below the table."""
    reading = read_order(as_odt(made_up(("1.", "Дело", "май", "РНЦ", ""), *rows)))
    said = [f"{section.number} {section.title}" for section in reading.sections]
    for item in reading.items:
        said += [item.number, item.title, item.deadline_text, item.assignees_text, item.result]
    kept = words(" ".join([*said, *reading.unplaced, *reading.below]))
    numbers = {
        unspaced(number)
        for number in (*(one.number for one in reading.sections), *(one.number for one in reading.items))
    }
    for cell in (cell for row in rows for cell in row):
        # A number loses the spaces in it: «1 А» is «1А».
        assert words(cell) <= kept or unspaced(cell) in numbers


@given(st.text(alphabet="абвАБВ .,;/()«»\n-", max_size=60))
def test_any_cell_of_people(text: str) -> None:
    people = assignees(text)
    assert len({person.name for person in people}) == len(people)
    assert all(person.name.strip() for person in people)
