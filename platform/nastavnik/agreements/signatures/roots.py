# SPDX-License-Identifier: MIT
"""Files that the operator installed: root certificates, certificates of authorities, lists of revoked ones."""

from __future__ import annotations

from pathlib import Path

ENDINGS = frozenset({".cer", ".crt", ".pem", ".der", ".crl"})
LARGEST = 64 * 1024 * 1024


def read_roots(folder: Path) -> tuple[bytes, ...]:
    """Every such file of the folder, by name; a folder that is not there holds none. Subfolders are not looked into."""
    if not folder.is_dir():
        return ()
    return tuple(
        one.read_bytes()
        for one in sorted(folder.iterdir())
        if one.suffix.lower() in ENDINGS and one.is_file() and one.stat().st_size <= LARGEST
    )
