# SPDX-License-Identifier: MIT
"""GOST signatures by OpenSSL with the GOST engine: milliseconds, whatever the size of what was signed."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

from nastavnik.hookspecs import CannotVerify, SignatureQuestion

from . import engine

_SUMS = {"gost256": "md_gost12_256", "gost512": "md_gost12_512"}


class OpensslVerifier:
    """``available`` only where the machine has the engine (``engine.present``)."""

    name = "openssl-gost"
    algorithms = frozenset(_SUMS)

    def available(self) -> bool:
        """Whether OpenSSL with the engine is there."""
        return engine.present()

    def verify(self, question: SignatureQuestion) -> bool:
        """Whether the signature is that key's. Raises ``CannotVerify`` when OpenSSL fails for another reason."""
        with tempfile.TemporaryDirectory(prefix="nastavnik-") as folder:
            key, signature = Path(folder, "key.pem"), Path(folder, "signature")
            key.write_bytes(
                b"-----BEGIN PUBLIC KEY-----\n"
                + base64.encodebytes(question.key)
                + b"-----END PUBLIC KEY-----\n"
            )
            signature.write_bytes(question.signature)
            try:
                done = engine.run(
                    "dgst",
                    f"-{_SUMS[question.algorithm]}",
                    "-verify",
                    str(key),
                    "-signature",
                    str(signature),
                    data=question.signed,
                )
            except engine.EngineFailed as error:
                raise CannotVerify("failed", str(error)) from error
        if done.returncode == 0 and done.stdout.startswith(b"Verified OK"):
            return True
        if done.returncode == 1 and done.stdout.lower().startswith(b"verification failure"):
            return False
        raise CannotVerify("failed", f"openssl dgst ended with {done.returncode}")
