# SPDX-License-Identifier: MIT
"""Sums of documents, against the examples of the standard and between the two ways of counting."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nastavnik.agreements.signatures import digests as module
from nastavnik.agreements.signatures import engine
from nastavnik.agreements.signatures.digests import TooLargeForPython, digests, pure_streebog, streebog

# ГОСТ Р 34.11-2012, annex A: the bytes of example 1 in the order of a file.
EXAMPLE = b"012345678901234567890123456789012345678901234567890123456789012"
EXAMPLE_256 = "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"
EXAMPLE_512 = (
    "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
    "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"
)
needs_engine = pytest.mark.skipif(
    not engine.present(), reason="this machine has no OpenSSL with the GOST engine (libengine-gost-openssl)"
)


def test_sums_are_those_of_the_standards() -> None:
    found = digests(EXAMPLE)
    assert found.sha256 == hashlib.sha256(EXAMPLE).hexdigest()
    assert found.streebog == EXAMPLE_256
    assert streebog(EXAMPLE, 512).hex() == EXAMPLE_512


def test_python_counts_the_same_by_itself() -> None:
    assert pure_streebog(EXAMPLE).hex() == EXAMPLE_256
    assert pure_streebog(EXAMPLE, 512).hex() == EXAMPLE_512


@needs_engine
@given(st.binary(max_size=300), st.sampled_from([256, 512]))
@settings(max_examples=25, deadline=None)
def test_both_ways_agree(data: bytes, bits: int) -> None:
    assert engine.streebog(data, bits) == pure_streebog(data, bits)


def test_large_data_without_the_engine_have_no_streebog(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "present", lambda: False)
    monkeypatch.setattr(module, "PURE_LIMIT", 10)
    found = digests(b"eleven byte")
    assert found.streebog == ""
    assert len(found.sha256) == 64
    with pytest.raises(TooLargeForPython):
        streebog(b"eleven byte")
    assert digests(b"ten bytes!").streebog


def test_a_failing_engine_leaves_the_work_to_python(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise engine.EngineFailed

    monkeypatch.setattr(engine, "present", lambda: True)
    monkeypatch.setattr(engine, "streebog", fail)
    assert digests(EXAMPLE).streebog == EXAMPLE_256


def test_a_machine_without_openssl_has_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    engine.present.cache_clear()
    try:
        assert engine.present() is False
    finally:
        engine.present.cache_clear()
