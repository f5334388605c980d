# SPDX-License-Identifier: MIT
"""``python -m nastavnik.local``: what ``make run`` starts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .errors import LocalError
from .supervisor import Supervisor


def main() -> int:
    """Run until Ctrl-C; return the exit status."""
    try:
        directory = Path(os.environ.get("NASTAVNIK_DATA_DIR") or ".local")
        Supervisor(directory, port=int(os.environ.get("PORT", "8000"))).run()
    except LocalError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
