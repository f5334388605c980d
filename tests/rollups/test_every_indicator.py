# SPDX-License-Identifier: MIT
"""Every indicator of every installed plugin says what it counts, and is counted by hand (design.md, section 6, law 6).

A test counts an indicator by hand when it asserts ``{"<code>": Figure(<number>, …)}`` with numbers written out. The
tests are read, not imported, so a plugin that brings an indicator without such a test is found out here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from nastavnik.foundation.i18n import SOURCE_LANGUAGE, using_language
from nastavnik.plugins import Plugins
from nastavnik.rollups.service import Indicator, Measures, measures

ROOT = Path(__file__).parents[2]
PLUGINS = Plugins.discover()
MEASURES: Measures = measures(PLUGINS)
INDICATORS = [(name, one) for name, declared in PLUGINS.ask_all("indicators") for one in declared]
SHORTEST_SENTENCE = 20

every_indicator = pytest.mark.parametrize(
    "indicator", [one for _plugin, one in INDICATORS], ids=lambda one: one.code
)


def test_codes_are_told_apart_and_begin_with_their_plugin() -> None:
    assert INDICATORS
    assert len({one.code for _plugin, one in INDICATORS}) == len(INDICATORS)
    assert [one.code for plugin, one in INDICATORS if not one.code.startswith(f"{plugin}.")] == []


@every_indicator
def test_it_is_made_of_what_its_tally_counts(indicator: Indicator) -> None:
    names = MEASURES.tally_of(indicator).counts
    assert indicator.numerator in names
    assert indicator.denominator in ("", *names)
    assert (indicator.unit == "share") == bool(indicator.denominator)


@every_indicator
@pytest.mark.parametrize("language", ["ru", SOURCE_LANGUAGE])
def test_it_says_in_a_sentence_what_is_counted(indicator: Indicator, language: str) -> None:
    with using_language(language):
        title, definition, note = str(indicator.title), str(indicator.definition), str(indicator.note)
    assert title
    assert len(definition) > SHORTEST_SENTENCE
    assert definition.endswith(".")
    assert definition[0].isupper()
    assert note == "" or note.endswith(".")
    is_russian = any("а" <= letter <= "я" for letter in definition.lower())
    assert is_russian == (language == "ru"), f"{indicator.code} speaks another language in {language!r}"


@every_indicator
def test_it_is_counted_by_hand(indicator: Indicator) -> None:
    assert indicator.code in counted_by_hand(), (
        f'no test asserts {{"{indicator.code}": Figure(…)}} with numbers counted by hand'
    )


@cache
def counted_by_hand() -> frozenset[str]:
    """Codes of indicators for which a test writes the figure out."""
    files = (file for folder in ("tests", "plugins") for file in (ROOT / folder).rglob("test_*.py"))
    tests = (
        node
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )
    return frozenset(code for test in tests for code in _asserted(test))


def _asserted(function: ast.FunctionDef) -> Iterator[str]:
    for assertion in (node for node in ast.walk(function) if isinstance(node, ast.Assert)):
        for mapping in (node for node in ast.walk(assertion.test) if isinstance(node, ast.Dict)):
            for key, value in zip(mapping.keys, mapping.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and _is_written_out(value):
                    yield key.value


def _is_written_out(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id == "Figure"
        and bool(value.args)
        and all(isinstance(one, ast.Constant) and isinstance(one.value, int) for one in value.args)
    )


def test_a_figure_that_is_not_written_out_is_no_hand_count() -> None:
    source = """
def test_something():
    assert counted() == {"a.written": Figure(2, 7), "a.taken": Figure(other, 7), "a.other": 3}
    found = {"a.unasserted": Figure(1)}

def helper():
    assert found == {"a.helper": Figure(1)}
"""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    found = [code for one in functions if one.name.startswith("test_") for code in _asserted(one)]
    assert found == ["a.written"]
