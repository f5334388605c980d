# SPDX-License-Identifier: MIT
"""Which Chromium the browser tests use, and ``python -m nastavnik.testing.browser``, which sees to it that there is one.

Where none can be found or installed, browser tests are skipped by name; ``NASTAVNIK_REQUIRE_BROWSER=1`` fails instead.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which

REQUIRED = "NASTAVNIK_REQUIRE_BROWSER"
_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
"""The shell comes first: it draws pages alone, without the windows of a browser, at half the cost."""
_PLACES = ("chromium_headless_shell-*/*/headless_shell", "chromium-*/chrome-linux*/chrome")
_APT = ["apt-get", "install", "-qq", "-y"]


def chromium_path() -> str | None:
    """The system's Chromium, or else the one that Playwright has downloaded; ``None`` when there is neither."""
    found = (path for name in _NAMES if (path := which(name)))
    return next(found, None) or next(_downloaded(), None)


def required() -> bool:
    """Whether a run without a browser is a failure."""
    return os.environ.get(REQUIRED, "") not in ("", "0")


def _downloaded() -> Iterator[str]:
    place = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    for pattern in _PLACES:
        yield from map(str, sorted(Path(place).glob(pattern), reverse=True))


def _install() -> None:
    """Try the distribution's package as root, then Playwright's own download; the reasons stay on the screen."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and which("apt-get"):
        packages = ([*_APT, name] for name in ("chromium-headless-shell", "chromium"))
        attempts = [["apt-get", "update", "-qq"], *packages, *attempts]
    for command in attempts:
        if chromium_path() is None:
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)


def main() -> int:
    """Find or install; 1 when a browser is required and there is none."""
    if chromium_path() is None:
        sys.stdout.write("Нет Chromium, устанавливается… / No Chromium, installing…\n")
        sys.stdout.flush()
        _install()
    if chromium_path() is not None:
        return 0
    sys.stderr.write(
        "Chromium не установлен: проверки в браузере будут пропущены. Установите пакет chromium.\n"
        "There is no Chromium: browser tests will be skipped. Install the package chromium.\n"
    )
    return int(required())


if __name__ == "__main__":
    sys.exit(main())
