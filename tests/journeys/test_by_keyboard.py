# SPDX-License-Identifier: MIT
"""The main ways through the product by keyboard alone, at 200 % zoom: a screen of half the width. Design, 6, law 7."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .served import IN_A_BROWSER, Served

pytestmark = IN_A_BROWSER
ZOOMED = {"width": 720, "height": 450, "device_scale_factor": 2, "reduced_motion": "reduce"}
"""1440 x 900 at 200 %: the same pixels for half as many of the page's own."""
MOST_STOPS = 400
FLOWS = {
    "coordinator": [
        "desk.now",
        "roadmap.index",
        "roadmap.item",
        "roadmap.upload",
        "roadmap.check",
        "roadmap.move",
        "roadmap.agenda",
    ],
    "officer": ["department.matrix", "department.organisation", "department.overdue"],
    "nobody": ["accounts.sign_in", "accounts.reset"],
}

# What can be focused and is shown: a group of radio buttons is one stop, a closed menu hides what is in it.
EXPECTED = """() => {
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('[inert]');
  const all = [...document.querySelectorAll(
    'a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex="0"]'
  )].filter((e) => shown(e) && e.tabIndex >= 0);
  const names = new Set();
  return all.filter((e) => {
    if (e.type !== 'radio') return true;
    const name = `${e.form && e.form.id}/${e.name}`;
    return !names.has(name) && names.add(name);
  }).map((e) => {
    e.dataset.walked = e.type === 'radio' ? `radio ${e.name}` : (window.walked = (window.walked || 0) + 1);
    if (e.type === 'radio') for (const one of document.getElementsByName(e.name)) one.dataset.walked = e.dataset.walked;
    return [e.dataset.walked, e.outerHTML.slice(0, 120)];
  });
}"""
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const outlines = (one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  };
  const box = e.getBoundingClientRect();
  const hidden = box.width < 2 || box.height < 2;
  const drawn = hidden || e.classList.contains('visually-hidden') ? e.closest('label') || e : e;
  const place = drawn.getBoundingClientRect();
  return {
    walked: e.dataset.walked || '',
    what: e.outerHTML.slice(0, 120),
    seen: outlines(e) || outlines(drawn) || [...(e.labels || [])].some(outlines) || !!(e.nextElementSibling && outlines(e.nextElementSibling)),
    inside: place.right > 0 && place.left < innerWidth && place.bottom > 0 && place.top < innerHeight,
  };
}"""


def flows() -> list[tuple[str, str]]:
    """(role, endpoint) of every page of the main ways."""
    return [(role, endpoint) for role, endpoints in FLOWS.items() for endpoint in endpoints]


@pytest.fixture
def at_double_size(served: Served, browse: Callable[..., BrowserContext]) -> Callable[[str], Page]:
    """Somebody's browser at 200 %."""
    return lambda role: browse(served.person(role), **ZOOMED).new_page()


@pytest.mark.parametrize(("role", "endpoint"), flows())
def test_tab_reaches_everything_and_shows_where_it_is(
    served: Served, at_double_size: Callable[[str], Page], role: str, endpoint: str
) -> None:
    page = at_double_size(role)
    page.goto(served.pages[role][endpoint])
    assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"]
    page.evaluate("document.activeElement.blur()")
    expected = dict(page.evaluate(EXPECTED))
    reached: set[str] = set()
    wrong: list[str] = []
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or (stop["walked"] in reached and not stop["walked"].startswith("radio")):
            break
        reached.add(stop["walked"])
        wrong += [f"focus cannot be seen: {stop['what']}"] if not stop["seen"] else []
        wrong += [f"focus is off the screen: {stop['what']}"] if not stop["inside"] else []
    wrong += [f"not reached: {what}" for walked, what in expected.items() if walked not in reached]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("role", "endpoint"), [("coordinator", "desk.now"), ("officer", "department.matrix")]
)
def test_the_first_stop_skips_to_what_the_page_is_for(
    served: Served, at_double_size: Callable[[str], Page], role: str, endpoint: str
) -> None:
    page = at_double_size(role)
    page.goto(served.pages[role][endpoint])
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    expect(link).to_have_attribute("href", "#main")
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_somebody_signs_in_by_keyboard_alone(served: Served, at_double_size: Callable[[str], Page]) -> None:
    page = at_double_size("nobody")
    page.goto("/account/sign-in")
    coordinator = served.world.center.coordinator
    page.locator("[name=email]").focus()
    page.keyboard.type(coordinator.email)
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.name") != "password":
        page.keyboard.press("Tab")
    page.keyboard.type(coordinator.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/center/**")
