# SPDX-License-Identifier: MIT
"""Every act that the code records has words for the journal: the source is read, so a new act is asked for at once."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nastavnik
from nastavnik.foundation.i18n import using_language
from nastavnik.plugins import Plugins

PACKAGE = Path(nastavnik.__file__).parent
LEFT_OUT = ("testing",)
ANY = "*"
"""Stands for an end of a code that cannot be read off the source, such as the state of a row."""


@dataclass(frozen=True)
class Called:
    """A call somewhere in the package, and the functions it stands in, the innermost last."""

    call: ast.Call
    inside: tuple[ast.FunctionDef, ...]
    where: str
    constants: Mapping[str, ast.expr]

    @property
    def room(self) -> str:
        """Helpers of one name in two rooms are two helpers."""
        return self.where.partition("/")[0]


class Calls(ast.NodeVisitor):
    """Every call of a module by the last word of its name."""

    def __init__(self, where: str, constants: Mapping[str, ast.expr]) -> None:
        self.found: dict[str, list[Called]] = defaultdict(list)
        self._where, self._constants = where, constants
        self._inside: list[ast.FunctionDef] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._inside.append(node)
        self.generic_visit(node)
        self._inside.pop()

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        self.found[name].append(
            Called(node, tuple(self._inside), f"{self._where}:{node.lineno}", self._constants)
        )
        self.generic_visit(node)


def calls_of_package() -> dict[str, list[Called]]:
    found: dict[str, list[Called]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        if inside.parts[0] in LEFT_OUT:
            continue
        module = ast.parse(path.read_text("utf-8"))
        constants = {
            target.id: node.value
            for node in module.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        calls = Calls(str(inside), constants)
        calls.visit(module)
        for name, ones in calls.found.items():
            found[name].extend(ones)
    return found


class Unseen(AssertionError):
    """An act whose code cannot be read off the source."""


def values(node: ast.expr, place: Called, calls: dict[str, list[Called]]) -> Iterator[str]:
    """Every text that an expression may be, through choices and through parameters of the functions around it."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=first, orelse=second):
            yield from values(first, place, calls)
            yield from values(second, place, calls)
        case ast.JoinedStr(values=[ast.Constant(value=str() as head), ast.FormattedValue(value=tail)]):
            try:
                tails = list(values(tail, place, calls))
            except Unseen:
                tails = [ANY]
            for text in tails:
                yield head + text
        case ast.Name(id=name):
            yield from _given(name, place, calls)
        case _:
            raise Unseen(f"{place.where}: {ast.unparse(node)}")


def _given(name: str, place: Called, calls: dict[str, list[Called]]) -> Iterator[str]:
    for function in reversed(place.inside):
        assigned = [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == name for one in node.targets)
        ]
        for value in assigned:
            yield from values(value, place, calls)
        positions = {one.arg: place for place, one in enumerate(function.args.args)}
        if name in positions or name in {one.arg for one in function.args.kwonlyargs}:
            for one in (call for call in calls[function.name] if call.room == place.room):
                keywords = {word.arg: word.value for word in one.call.keywords}
                if name in keywords:
                    yield from values(keywords[name], one, calls)
                elif positions.get(name, len(one.call.args)) < len(one.call.args):
                    yield from values(one.call.args[positions[name]], one, calls)
            return
        if assigned:
            return
    if name in place.constants:
        yield from values(place.constants[name], place, calls)
        return
    raise Unseen(f"{place.where}: {name}")


def recorded() -> set[str]:
    """Codes of all acts: what stands in ``record`` of a change."""
    calls = calls_of_package()
    return {
        text
        for one in calls["record"]
        if one.call.args
        for text in values(one.call.args[0], one, calls)
        if "." in text
    }


def words_of_journal() -> dict[str, str]:
    """Words of every plugin, in Russian."""
    with using_language("ru"):
        return {
            code: str(words)
            for _plugin, answer in Plugins.discover().ask_all("audit_words")
            for code, words in answer.items()
        }


def test_every_recorded_act_has_words() -> None:
    acts = recorded()
    assert {"roadmap.occurrence.closed", "roadmap.item.dates_set", "job.done", "roadmap.adopted"} <= acts
    words = words_of_journal()
    open_ended = {act.removesuffix(ANY) for act in acts if act.endswith(ANY)}
    without = acts - words.keys() - {act + ANY for act in open_ended}
    without |= {act for act in open_ended if not any(code.startswith(act) for code in words)}
    assert sorted(without) == []


def test_the_journal_speaks_russian() -> None:
    foreign = [code for code, words in words_of_journal().items() if not re.search("[а-яё]", words.lower())]
    assert foreign == []
