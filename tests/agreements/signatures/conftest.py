# SPDX-License-Identifier: MIT
"""A document as it is sent, and a key of a seal made once."""

from __future__ import annotations

from functools import cache

import pytest
import typst

from nastavnik.agreements.signatures.sealing_key import SealKey, make_seal_key


@cache
def _document() -> bytes:
    source = b'#set document(title: "Agreement")\n#set text(lang: "ru")\n= Agreement\nText.'
    return bytes(typst.compile(source, format="pdf", pdf_standards=["a-2a"]))


@cache
def _key() -> SealKey:
    return make_seal_key("Кстовский муниципальный округ")


@pytest.fixture(scope="session")
def document() -> bytes:
    return _document()


@pytest.fixture(scope="session")
def seal_key() -> SealKey:
    return _key()
