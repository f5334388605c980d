# SPDX-License-Identifier: MIT
"""Every page in a real browser: axe finds nothing, nothing sticks out of the screen. Design, section 6, law 7.

The pages are read from ``app.url_map``; a new one is looked at without anybody adding it to a list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from .served import IN_A_BROWSER, ROLES, Served

pytestmark = IN_A_BROWSER
WIDTHS = (1440, 390)
OPENS_FOR_NOBODY = {"calendar.feed"}
"""Its address is a secret that is kept nowhere; ``tests/tenancy`` opens it."""


def test_every_page_opens_for_somebody(served: Served) -> None:
    assert set(served.pages[""]) == OPENS_FOR_NOBODY
    assert sum(map(len, served.pages.values())) > 40
    assert served.pages["broken"] == {}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit(
    served: Served, browse: Callable[..., BrowserContext], role: str, scheme: str
) -> None:
    wrong: list[str] = []
    pages = served.pages[role]
    page = browse(served.person(role), color_scheme=scheme).new_page()
    for url in (*pages.values(), "/nowhere"):
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.goto(url)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = _troubles(page, width, contrast_only=scheme == "dark")
            wrong.extend(f"{url} {width} {scheme}: {one}" for one in found)
    assert not wrong, "\n".join(wrong)


def _troubles(page: Page, width: int, *, contrast_only: bool) -> list[str]:
    """What axe finds and what sticks out. In the dark only colours are other than in the light."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if contrast_only:
        options["runOnly"] = ["color-contrast"]
    violations = Axe().run(page, options=options).response["violations"]
    found = [f"{one['id']}: {node['html'][:140]}" for one in violations for node in one["nodes"][:3]]
    scrolled = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{scrolled} px wide"] if scrolled > width else [])]
