# SPDX-License-Identifier: MIT
"""Order № 26 of the Centre: what it says, and that every kind of file says the same."""

from __future__ import annotations

from .order_files import ORDER_26


def test_x():
    assert ORDER_26.exists()
