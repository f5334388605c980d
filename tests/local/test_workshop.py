# SPDX-License-Identifier: MIT
"""What the source tree promises to everybody who works in it."""

from __future__ import annotations

import platform
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_platform_is_the_standard_library() -> None:
    assert platform.system() == "Linux"
    assert not (ROOT / "platform" / "__init__.py").exists()


def test_lock_names_no_address_and_has_a_hash_for_every_package() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert not re.search(r"://|file:|--find-links|--index-url|--extra-index", text)
    packages = re.split(r"\n(?=[a-z0-9])", text)
    assert len(packages) > 100
    assert [package for package in packages if "--hash=sha256:" not in package] == []
