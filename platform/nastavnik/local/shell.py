# SPDX-License-Identifier: MIT
"""``make shell``: a shell in which ``nastavnik`` and ``psql`` speak to the servers of ``make run``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy.engine import make_url

from .errors import LocalError
from .postgres import SUPERUSER, EmbeddedPostgres
from .preparing import kept_secret
from .supervisor import DATABASE
from .valkey import EmbeddedValkey


def environment(directory: Path) -> dict[str, str]:
    """The variables that name the servers in a directory; ``LocalError`` when nothing runs there."""
    postgres = EmbeddedPostgres(directory / "postgres")
    valkey = EmbeddedValkey(directory / "valkey")
    if not (postgres.directory / "passwords.json").exists() or not any(postgres.sockets.glob(".s.PGSQL.*")):
        raise LocalError("Сначала запустите make run.", "Start make run first.")
    address = make_url(postgres.url("nastavnik_app", DATABASE))
    return {
        "DATABASE_URL": postgres.url("nastavnik_app", DATABASE),
        "NASTAVNIK_OWNER_DATABASE_URL": postgres.url("nastavnik_owner", DATABASE),
        "REDIS_URL": valkey.url,
        "NASTAVNIK_SECRET_KEY": kept_secret(directory),
        "NASTAVNIK_DATA_DIR": str(directory),
        "NASTAVNIK_DEMONSTRATION": "true",
        "PGHOST": str(address.query["host"]),
        "PGUSER": SUPERUSER,
        "PGPASSWORD": postgres.passwords[SUPERUSER],
        "PGDATABASE": DATABASE,
        "PATH": os.pathsep.join(
            (str(Path(sys.executable).parent), str(postgres.programmes), os.environ.get("PATH", os.defpath))
        ),
    }


def main() -> int:
    """Open the person's shell; return what it ended with."""
    try:
        directory = Path(os.environ.get("NASTAVNIK_DATA_DIR") or ".local").absolute()
        variables = {**os.environ, **environment(directory)}
    except LocalError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    opened = subprocess.Popen([os.environ.get("SHELL") or "/bin/sh"], env=variables)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for what runs in the shell
    return opened.wait()


if __name__ == "__main__":
    sys.exit(main())
