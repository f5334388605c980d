# SPDX-License-Identifier: MIT
"""What the tests of organisations read off pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse


@pytest.fixture
def words() -> Callable[[TestResponse], str]:
    """What a page says, with plain spaces."""

    def read(response: TestResponse) -> str:
        return re.sub(r"\s+", " ", response.get_data(as_text=True).replace("\N{NO-BREAK SPACE}", " "))

    return read
