# SPDX-License-Identifier: MIT
"""Every page in a real browser: axe finds nothing, nothing sticks out of the screen. Design, section 6, law 7.

The pages are read from ``app.url_map``; a new one is looked at without anybody adding it to a list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, expect

from nastavnik.testing.accessibility import troubles

from .served import IN_A_BROWSER, ROLES, Served

pytestmark = IN_A_BROWSER
LOOKS: tuple[tuple[Literal["light", "dark"], int], ...] = (
    ("light", 1440),
    ("light", 390),
    ("dark", 390),
    ("dark", 1440),
)
OPENS_FOR_NOBODY = {"calendar.feed"}
"""Its address is a secret that is kept nowhere; ``tests/tenancy`` opens it."""


def test_every_page_opens_for_somebody(served: Served) -> None:
    assert set(served.pages[""]) == OPENS_FOR_NOBODY
    assert sum(map(len, served.pages.values())) > 40
    assert served.pages["broken"] == {}


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("role", "part"), [("coordinator", 0), ("coordinator", 1), *((role, None) for role in ROLES[1:])]
)
def test_pages_are_accessible_and_fit(
    served: Served, browse: Callable[..., BrowserContext], role: str, part: int | None
) -> None:
    wrong: list[str] = []
    urls = [*served.pages[role].values(), "/nowhere"]
    framed = (urls[0], urls[1], "/nowhere")
    page = browse(served.person(role), reduced_motion="reduce").new_page()
    for url in urls if part is None else urls[part::2]:
        page.emulate_media(color_scheme="light")
        page.goto(url)
        for look in LOOKS:
            scheme, width = look
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)
            # In the dark only colours are other than in the light; the frame is the same on every page of a person.
            within = "html" if look == LOOKS[0] or url in framed else "main"
            found = troubles(page, contrast_only=scheme == "dark", within=within)
            wrong.extend(f"{url} {width} {scheme}: {one}" for one in found)
    assert not wrong, "\n".join(wrong)
