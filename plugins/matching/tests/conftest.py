# SPDX-License-Identifier: MIT
"""The application of these tests has the plugin installed beside the core's rooms."""

from __future__ import annotations

import pytest

from nastavnik.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The settings of a test with this plugin allowed."""
    return settings.model_copy(update={"plugins": f"{settings.plugins},matching"})
