# SPDX-License-Identifier: MIT
"""The machine's OpenSSL with the GOST engine, where there is one.

Debian has the engine in ``libengine-gost-openssl``. Each call is a process of its own with a configuration of its own, so
the engine never enters this process. Arguments are fixed words and names of temporary files; data come by standard input.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

CONFIGURATION = Path(__file__).with_name("gost.cnf")
SECONDS = 30


class EngineFailed(RuntimeError):
    """OpenSSL could not be run to its end, so that it said nothing about the data."""


def environment() -> dict[str, str]:
    """What OpenSSL is started with: where programmes lie, the configuration with the engine, and nothing else."""
    return {"PATH": os.environ.get("PATH", os.defpath), "OPENSSL_CONF": str(CONFIGURATION), "LC_ALL": "C"}


def run(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run OpenSSL with the engine. Raises ``EngineFailed`` when there is no OpenSSL or it does not end in time."""
    programme = shutil.which("openssl")
    if programme is None:
        raise EngineFailed("there is no openssl on this machine")
    try:
        return subprocess.run(  # noqa: PLW1510 - the caller reads the code of the end
            [programme, *arguments], input=data, capture_output=True, timeout=SECONDS, env=environment()
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineFailed(str(error)) from error


@cache
def present() -> bool:
    """Whether the machine has OpenSSL with the GOST engine; asked once in a process."""
    try:
        return run("dgst", "-md_gost12_256", "-r").returncode == 0
    except EngineFailed:
        return False


def streebog(data: bytes, bits: int = 256) -> bytes:
    """Стрибог of 256 or 512 bits (ГОСТ Р 34.11-2012). Raises ``EngineFailed``."""
    done = run("dgst", f"-md_gost12_{bits}", "-binary", data=data)
    if done.returncode or len(done.stdout) * 8 != bits:
        raise EngineFailed(f"openssl dgst ended with {done.returncode}")
    return done.stdout
