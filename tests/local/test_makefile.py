# SPDX-License-Identifier: MIT
"""What a machine lacks is told in one sentence before anything is half made."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
YES = "#!/bin/sh\nexit 0\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """As much of the tree as installing looks at, with programmes that only pretend."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(
        ROOT / "platform" / "frontend",
        tmp_path / "platform" / "frontend",
        ignore=shutil.ignore_patterns("node_modules"),
    )
    for name in ("python", "uv"):
        pretend(tmp_path / ".venv" / "bin" / name, YES)
    pretend(tmp_path / "python3", YES)
    return tmp_path


def pretend(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script, "utf-8")
    path.chmod(0o755)


def make(tree: Path, *words: str, path: str = os.defpath) -> tuple[int, str]:
    environment = {"PATH": path, "HOME": str(tree), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["/usr/bin/env", "make", "--no-print-directory", *words],
        cwd=tree, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


def test_no_python(tree: Path) -> None:
    code, said = make(tree, "install", "PYTHON=python-of-nobody")
    assert code
    assert said.startswith("Нет Python: установите Python 3.11 или новее.\nNo Python:")


def test_python_of_another_age(tree: Path) -> None:
    pretend(tree / "python3", "#!/bin/sh\ncase $2 in *version_info*) exit 1;; esac\n")
    code, said = make(tree, "install", f"PYTHON={tree}/python3")
    assert code
    assert said.startswith("Нужен Python 3.11–3.14")


def test_no_module_venv(tree: Path) -> None:
    pretend(tree / "python3", "#!/bin/sh\ncase $2 in *ensurepip*) exit 1;; esac\n")
    code, said = make(tree, "install", f"PYTHON={tree}/python3")
    assert code
    assert said.startswith("Нет модуля venv: установите пакет python3-venv.")


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("error: command 'gcc' failed: No such file or directory", "Нет компилятора"),
        ("error: failed to fetch: connection refused", "Пакеты не установились"),
    ],
)
def test_packages_that_do_not_come(tree: Path, reason: str, sentence: str) -> None:
    pretend(tree / ".venv" / "bin" / "uv", f'#!/bin/sh\necho "{reason}" >&2\nexit 1\n')
    code, said = make(tree, "install", f"PYTHON={tree}/python3")
    assert code
    assert reason in said
    assert sentence in said
    assert not (tree / ".venv" / ".installed").exists()
    assert not (tree / ".venv" / ".from-lock").exists()


def test_no_npm_and_none_to_be_had(tree: Path) -> None:
    uv = '#!/bin/sh\ncase "$*" in *node.lock*) exit 1;; esac\n'
    pretend(tree / ".venv" / "bin" / "uv", uv)
    without_node = programmes_without(tree, "node", "npm")
    code, said = make(tree, "bundle", f"PYTHON={tree}/python3", path=without_node)
    assert code
    assert "Нет npm: установите Node.js 20 или новее.\nNo npm: install Node.js 20 or newer." in said


def test_no_npm_but_one_in_a_wheel(tree: Path) -> None:
    uv = '#!/bin/sh\ncase "$*" in *node.lock*) touch .venv/node-came;; esac\n'
    pretend(tree / ".venv" / "bin" / "uv", uv)
    for name in ("npm", "node"):
        pretend(tree / ".venv" / "bin" / name, f"#!/bin/sh\necho {name} $* >> '{tree}/asked'\n")
    code, said = make(tree, "bundle", f"PYTHON={tree}/python3", path=programmes_without(tree, "node", "npm"))
    assert code == 0, said
    assert (tree / ".venv" / "node-came").exists()
    assert (tree / "asked").read_text("utf-8").splitlines() == ["npm ci --silent", "npm run --silent build"]


def programmes_without(tree: Path, *names: str) -> str:
    """A folder with links to the machine's programmes, some left out."""
    folder = tree / "programmes"
    folder.mkdir()
    for place in ("/usr/bin", "/bin"):
        for programme in Path(place).iterdir():
            link = folder / programme.name
            if programme.name not in names and not os.path.lexists(link):
                link.symlink_to(programme)
    return str(folder)
