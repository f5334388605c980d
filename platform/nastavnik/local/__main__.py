# SPDX-License-Identifier: MIT
"""``python -m nastavnik.local``: what ``make run`` starts."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from pathlib import Path

from .errors import LocalError
from .supervisor import Supervisor

_LARGEST_PORT = 65535


def main() -> int:
    """Run until Ctrl-C; return the exit status."""
    _words().parse_args()
    try:
        directory = Path(os.environ.get("NASTAVNIK_DATA_DIR") or ".local")
        Supervisor(directory, port=_port(os.environ.get("PORT") or "8000")).run()
    except LocalError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{_of_the_machine(error)}\n")
        return 1
    return 0


def _words() -> argparse.ArgumentParser:
    """It takes no words of its own: ``--help`` says what it listens to, anything else is refused."""
    return argparse.ArgumentParser(
        prog="python -m nastavnik.local",
        description="Наставник на этой машине, до Ctrl-C: база, брокер, страницы и очередь задач под одним надзором.",
        epilog="Переменные: PORT (8000), NASTAVNIK_DATA_DIR (.local), DATABASE_URL и REDIS_URL для своих серверов.",
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= _LARGEST_PORT:
        raise LocalError(
            f"PORT={text}: порт — это число от 1 до {_LARGEST_PORT}.",
            f"PORT={text}: a port is a number from 1 to {_LARGEST_PORT}.",
        )
    return int(text)


def _of_the_machine(error: OSError) -> LocalError:
    """What the operating system refused, in a sentence."""
    place = error.filename or ""
    if error.errno == errno.ENOSPC:
        return LocalError("На диске нет места.", "There is no room left on the disk.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return LocalError(
            f"Нет доступа к {place}: запустите от имени владельца или задайте NASTAVNIK_DATA_DIR.",
            f"No access to {place}: start as its owner, or set NASTAVNIK_DATA_DIR.",
        )
    return LocalError(f"Не удалось: {error}", f"It failed: {error}")


if __name__ == "__main__":
    sys.exit(main())
