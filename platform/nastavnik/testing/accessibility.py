# SPDX-License-Identifier: MIT
"""What axe finds on a page and whether anything sticks out of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

NODES_SHOWN = 3
_RUN = """([within, options]) => axe.run(within, options).then(
  found => found.violations.map(one => [one.id, one.nodes.map(node => node.html)])
)"""


def troubles(page: Page, *, contrast_only: bool = False, within: str = "html") -> list[str]:
    """Violations of the page as it is shown now, and its width when it is wider than the window; one line each.

    ``contrast_only`` is for the same page in other colours, ``within`` for a page whose frame has been looked at.
    """
    if not page.evaluate("'axe' in window"):
        from axe_playwright_python.base import AXE_SCRIPT

        page.evaluate(AXE_SCRIPT)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if contrast_only:
        options["runOnly"] = ["color-contrast"]
    found = [
        f"{rule}: {html[:140]}"
        for rule, nodes in page.evaluate(_RUN, [within, options])
        for html in nodes[:NODES_SHOWN]
    ]
    scrolled, shown = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [*found, *([f"{scrolled} px wide"] if scrolled > shown else [])]
