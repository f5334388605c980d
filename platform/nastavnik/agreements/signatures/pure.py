# SPDX-License-Identifier: MIT
"""Signatures without programmes of the operating system: GOST by gostcrypto, RSA and ECDSA by cryptography.

Only verification: gostcrypto's arithmetic takes a time that depends on the numbers, so no key of ours may come near it.
"""

from __future__ import annotations

from asn1crypto import core
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from gostcrypto import gostsignature

from nastavnik.hookspecs import CannotVerify, SignatureQuestion

from .certificates import key_parameters
from .digests import PURE_LIMIT, TooLargeForPython, pure_streebog
from .structures import MALFORMED, Identifiers, KeyInfo

SMALLEST_RSA, LARGEST_RSA = 2048, 8192
LARGEST_EXPONENT = 2**32
_CURVES = gostsignature.CURVES_R_1323565_1_024_2019
_256, _512 = "id-tc26-gost-3410-2012-256-paramSet", "id-tc26-gost-3410-12-512-paramSet"
PARAMETER_SETS = {
    "1.2.643.7.1.2.1.1.1": _256 + "A",
    "1.2.643.7.1.2.1.1.2": _256 + "B",
    "1.2.643.7.1.2.1.1.3": _256 + "C",
    "1.2.643.7.1.2.1.1.4": _256 + "D",
    "1.2.643.2.2.35.1": _256 + "B",
    "1.2.643.2.2.35.2": _256 + "C",
    "1.2.643.2.2.35.3": _256 + "D",
    "1.2.643.2.2.36.0": _256 + "B",
    "1.2.643.2.2.36.1": _256 + "D",
    "1.2.643.7.1.2.1.2.1": _512 + "A",
    "1.2.643.7.1.2.1.2.2": _512 + "B",
    "1.2.643.7.1.2.1.2.3": "id-tc26-gost-3410-2012-512-paramSetC",
}
"""Curves by object identifier; those of CryptoPro are the same curves under older names (RFC 7836, 9215)."""

_HASHES: dict[str, type[hashes.SHA256 | hashes.SHA384 | hashes.SHA512]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


class PureVerifier:
    """Available everywhere. GOST only of what is smaller than ``digests.PURE_LIMIT``."""

    name = "python"
    algorithms = frozenset({"gost256", "gost512", "rsa", "ecdsa"})

    def available(self) -> bool:
        """Always."""
        return True

    def verify(self, question: SignatureQuestion) -> bool:
        """Whether the signature is that key's. Raises ``CannotVerify`` for keys and sizes that are not taken."""
        try:
            if question.algorithm in ("gost256", "gost512"):
                return _gost(question)
            return _common(question)
        except MALFORMED as error:
            raise CannotVerify("bad_key", str(error)) from error


def _gost(question: SignatureQuestion) -> bool:
    bits = 256 if question.algorithm == "gost256" else 512
    size = bits // 8
    curve = _curve(question.key, bits)
    key = bytes(core.OctetString.load(KeyInfo.load(question.key)["public_key"].native, strict=True).native)
    if len(question.signature) != 2 * size:
        return False
    x, y = key[:size][::-1], key[size:][::-1]
    if len(key) != 2 * size or not _on_curve(curve, int.from_bytes(x, "big"), int.from_bytes(y, "big")):
        raise CannotVerify("bad_key", "the public key is no point of its curve")
    try:
        summed = pure_streebog(question.signed, bits)
    except TooLargeForPython as error:
        raise CannotVerify("too_large", f"more than {PURE_LIMIT} bytes") from error
    s, r = question.signature[:size], question.signature[size:]
    mode = gostsignature.MODE_256 if bits == 256 else gostsignature.MODE_512
    try:
        verifier = gostsignature.new(mode, curve)
        return bool(verifier.verify(bytearray(x + y), bytearray(summed[::-1]), bytearray(r + s)))
    except gostsignature.GOSTSignatureError as error:
        raise CannotVerify("failed", str(error)) from error


def _curve(key: bytes, bits: int) -> dict[str, int]:
    parameters = key_parameters(key)
    if parameters is None:
        raise CannotVerify("bad_key", "the key names no curve")
    oid = str(parameters.parse(Identifiers)[0].dotted)
    name = PARAMETER_SETS.get(oid, "")
    if not name or f"-{bits}-" not in name:
        raise CannotVerify("unsupported", f"unknown curve {oid}")
    curve: dict[str, int] = _CURVES[name]
    return curve


def _on_curve(curve: dict[str, int], x: int, y: int) -> bool:
    p = curve["p"]
    if not (0 < x < p and 0 < y < p):
        return False
    return (y * y - x**3 - curve["a"] * x - curve["b"]) % p == 0


def _common(question: SignatureQuestion) -> bool:
    try:
        key = load_der_public_key(question.key)
        algorithm = _HASHES[question.digest]()
        if isinstance(key, rsa.RSAPublicKey) and question.algorithm == "rsa":
            _refuse_odd(key)
            key.verify(question.signature, question.signed, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey) and question.algorithm == "ecdsa":
            key.verify(question.signature, question.signed, ec.ECDSA(algorithm))
        else:
            raise CannotVerify("bad_key", "the key is of another algorithm")
    except InvalidSignature:
        return False
    except UnsupportedAlgorithm as error:
        raise CannotVerify("unsupported", str(error)) from error
    return True


def _refuse_odd(key: rsa.RSAPublicKey) -> None:
    if key.key_size < SMALLEST_RSA:
        raise CannotVerify("weak_key", f"RSA of {key.key_size} bits")
    exponent = key.public_numbers().e
    if key.key_size > LARGEST_RSA or not 3 <= exponent <= LARGEST_EXPONENT or exponent % 2 == 0:
        raise CannotVerify("bad_key", "RSA of an unusual size")
