# SPDX-License-Identifier: MIT
"""A stranger's distribution is built, installed in an environment of its own, and found through the one door."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

STRANGERS = Path(__file__).parent / "strangers"
LOOK = """
import json
from nastavnik.plugins import BadPlugin, Plugins
allowed = frozenset({"chess"})
try:
    plugins = Plugins.discover(allowed)
except BadPlugin as error:
    print(json.dumps({"refused": str(error)}))
else:
    print(json.dumps({"found": sorted(plugins.all()), "rights": sorted(plugins.rights)}))
"""


class Environment:
    """A virtual environment that sees this one's packages and has a few of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        venv.create(home, with_pip=False, symlinks=True)
        self.python = home / "bin" / "python"
        site = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
        ours = sysconfig.get_path("purelib")
        (site / "host.pth").write_text(f"import site; site.addsitedir({ours!r})\n", encoding="utf-8")

    def install(self, wheel: Path) -> None:
        """Install a wheel without asking any registry for what it depends on."""
        command = ["uv", "pip", "install", "--offline", "--no-deps", "--quiet", "--python", str(self.python)]
        _run([str(Path(sys.executable).parent / command[0]), *command[1:], str(wheel)])

    def look(self) -> dict[str, object]:
        """What the host finds when it starts in this environment."""
        answer: dict[str, object] = json.loads(_run([str(self.python), "-c", LOOK]))
        return answer


def build(source: Path, target: Path) -> Path:
    """Build a wheel of a distribution."""
    _run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(source)])
    return next(target.glob("*.whl"))


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return Environment(tmp_path / "environment")


def test_a_strangers_plugin_is_found_after_installing_it(environment: Environment, tmp_path: Path) -> None:
    assert "not installed: chess" in str(environment.look())
    environment.install(build(STRANGERS / "chess", tmp_path))
    assert environment.look() == {"found": ["chess"], "rights": ["chess.view"]}


def test_a_second_distribution_of_the_same_name_stops_the_start(
    environment: Environment, tmp_path: Path
) -> None:
    twin = tmp_path / "twin"
    package = twin / "nastavnik_other"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""Another club."""\n', encoding="utf-8")
    text = (STRANGERS / "chess" / "pyproject.toml").read_text(encoding="utf-8")
    text = text.replace("nastavnik-chess", "nastavnik-other").replace(
        "nastavnik_chess.plugin", "nastavnik_other"
    )
    (twin / "pyproject.toml").write_text(text, encoding="utf-8")
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    environment.install(build(STRANGERS / "chess", tmp_path / "one"))
    environment.install(build(twin, tmp_path / "two"))
    assert "two plugins are called 'chess'" in str(environment.look())
