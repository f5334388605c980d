# SPDX-License-Identifier: MIT
"""The installation's own key, with which it seals documents: made when first needed, or given by the operator.

The seal says that the file came from this installation and was not changed since. It is no qualified signature of anybody.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from nastavnik.foundation.ids import new_id
from nastavnik.settings import Settings

from .pem import parts_of, pem

KEY_NAME, CERTIFICATE_NAME = "key.pem", "certificate.pem"
YEARS = 20


class BadSealKey(RuntimeError):
    """The key or the certificate of the seal cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class SealKey:
    """A key with its certificate, DER; ``others`` are the certificates above it."""

    certificate: bytes
    key: bytes = field(repr=False)
    others: tuple[bytes, ...] = ()


def seal_key_of(settings: Settings) -> SealKey:
    """The key of this installation: the operator's files, or its own, made now if there is none yet.

    Raises ``BadSealKey``.
    """
    if settings.seal_key or settings.seal_certificate:
        if not (settings.seal_key and settings.seal_certificate):
            raise BadSealKey("NASTAVNIK_SEAL_KEY and NASTAVNIK_SEAL_CERTIFICATE go together")
        return read_seal_key(Path(settings.seal_key), Path(settings.seal_certificate))
    folder = settings.data_dir / "seal"
    if not folder.is_dir():
        _make(folder, settings.district_name)
    return read_seal_key(folder / KEY_NAME, folder / CERTIFICATE_NAME)


def read_seal_key(key: Path, certificate: Path) -> SealKey:
    """Read both from PEM or DER; the certificate's file may hold those above it. Raises ``BadSealKey``."""
    try:
        private = _private(key.read_bytes())
        own, *others = parts_of(certificate.read_bytes())
        public = x509.load_der_x509_certificate(own).public_key()
    except (OSError, ValueError, TypeError) as error:
        raise BadSealKey(f"the seal's key or certificate cannot be read: {error}") from error
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    if private.public_key().public_bytes(serialization.Encoding.DER, form) != public.public_bytes(
        serialization.Encoding.DER, form
    ):
        raise BadSealKey("the seal's certificate is of another key")
    return SealKey(
        certificate=own,
        key=private.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        others=tuple(others),
    )


def make_seal_key(title: str, *, now: datetime | None = None) -> SealKey:
    """A new key and a certificate that it signs itself, in the name of the installation."""
    now = now or datetime.now(UTC)
    key = rsa.generate_private_key(65537, 3072)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, title[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, "Печать системы «Наставник»"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(new_id().int >> 1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return SealKey(
        certificate=certificate.public_bytes(serialization.Encoding.DER),
        key=key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def _make(folder: Path, title: str) -> None:
    """Write a new key beside and move the folder into place, so that of two processes one wins and both read its key."""
    made = make_seal_key(title)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".seal-", dir=folder.parent))
    try:
        for name, data, label in (
            (KEY_NAME, made.key, "PRIVATE KEY"),
            (CERTIFICATE_NAME, made.certificate, "CERTIFICATE"),
        ):
            opened = os.open(beside / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "wb") as file:
                file.write(pem(data, label))
                file.flush()
                os.fsync(file.fileno())
        try:
            beside.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _private(data: bytes) -> rsa.RSAPrivateKey:
    (der,) = parts_of(data)
    key = serialization.load_der_private_key(der, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("the seal's key must be RSA")  # noqa: TRY004 - the file is at fault
    return key
