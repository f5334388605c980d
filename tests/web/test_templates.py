# SPDX-License-Identifier: MIT
"""Every template of the repository, whoever wrote it: no style, no handler, known icons, translatable words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from nastavnik.foundation.i18n_tool import literal_words
from nastavnik.web.components import STATES

ROOT = Path(__file__).parents[2]
SOURCES = ("platform/nastavnik", "plugins")
ICONS = ROOT / "platform/frontend/icons.txt"
DRAWING = re.compile(r"""\b\w*icon\w*\s*=\s*["']([a-z][a-z0-9-]*)["']""")


def templates() -> list[Path]:
    return sorted(
        path
        for source in SOURCES
        for path in (ROOT / source).rglob("templates/**/*.html")
        if "node_modules" not in path.parts and "tests" not in path.parts
    )


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def every_template(function: object) -> object:
    return pytest.mark.parametrize("path", templates(), ids=short)(function)  # type: ignore[arg-type]


def offered() -> list[str]:
    return [
        line for line in ICONS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]


def icons_in_template(source: str) -> Iterator[str]:
    """Constant names given to ``ui.icon`` and its kin, and to arguments and keys that speak of icons."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(source)
    for call in tree.find_all(nodes.Call):
        called = call.node.attr if isinstance(call.node, nodes.Getattr) else ""
        given = [call.args[0]] if called in ("icon", "plain_state") and call.args else []
        given += [one.value for one in call.kwargs if "icon" in one.key and one.key != "icon_only"]
        for argument in given:
            yield from (
                text.value for text in constants(argument) if re.fullmatch(r"[a-z][a-z0-9-]+", text.value)
            )
    for pair in tree.find_all(nodes.Pair):
        if isinstance(pair.key, nodes.Const) and pair.key.value == "icon":
            yield from (text.value for text in constants(pair.value) if text.value)


def constants(node: nodes.Node) -> Iterator[nodes.Const]:
    """Texts an expression may come to; what a condition or a look-up is made of does not count."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node
    elif isinstance(node, nodes.CondExpr):
        yield from constants(node.expr1)
        if node.expr2 is not None:
            yield from constants(node.expr2)
    elif isinstance(node, nodes.Or):
        yield from constants(node.left)
        yield from constants(node.right)


@every_template
def test_no_style_no_handler_no_inline_script(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", source), "the content policy refuses style attributes"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", source), "the content policy refuses inline handlers"
    assert not re.search(r"\shx-on\b|javascript:", source)
    assert not re.search(r"<style\b", source)
    for tag in re.findall(r"<script\b[^>]*>", source):
        assert "src=" in tag, tag
        assert "csp_nonce()" in tag, tag


@every_template
def test_every_word_can_be_translated(path: Path) -> None:
    assert [f"{line}: {words}" for line, words in literal_words(path)] == []


@every_template
def test_every_icon_is_in_the_sprite(path: Path) -> None:
    assert set(icons_in_template(path.read_text(encoding="utf-8"))) <= set(offered())


@every_template
def test_forms_that_change_something_carry_the_secret(path: Path) -> None:
    for form in re.findall(
        r"<form\b[^>]*method=\"post\".*?</form>", path.read_text(encoding="utf-8"), re.DOTALL
    ):
        exempt = 'id="look"' in form
        assert exempt or "csrf" in form or "hidden_tag" in form, form[:120]


def test_icons_named_in_python_are_in_the_sprite() -> None:
    named = {
        name
        for source in SOURCES
        for path in (ROOT / source).rglob("*.py")
        if "tests" not in path.parts
        for name in DRAWING.findall(path.read_text(encoding="utf-8"))
    }
    assert named <= set(offered())
    assert {drawing for _style, drawing, _word in STATES.values()} <= set(offered())


def test_the_list_of_icons_is_sorted_and_says_each_once() -> None:
    assert offered() == sorted(set(offered()))


def test_every_template_of_the_shell_compiles(web_app: Flask) -> None:
    for name in web_app.jinja_env.list_templates(extensions=["html"]):
        web_app.jinja_env.get_template(name)


def test_every_component_is_named_in_the_reference(web_app: Flask) -> None:
    reference = (ROOT / "platform/nastavnik/web/templates/README.md").read_text(encoding="utf-8")
    inside = {"heading", "described", "below", "nav_item", "bell", "printhead", "flashes", "chart_script"}
    unnamed = [name for name in web_app.jinja_env.globals["ui"].names() if f"{name}(" not in reference]
    assert set(unnamed) <= inside
