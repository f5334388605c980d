# SPDX-License-Identifier: MIT
"""``python -m tests.bench``: every promise about speed, measured side by side on servers of its own.

Prints ``name: value`` lines. Ratios matter: they compare with something plain on the same machine at the same time.
Name parts to run some of them only: pages, visible, counting, orders, mentoring, signatures.
"""

from __future__ import annotations

import sys

from nastavnik.testing.stack import running_stack
from nastavnik.testing.worlds import make_world

from . import counting, mentoring, orders, pages, signatures, visible

PARTS = ("pages", "visible", "counting", "orders", "mentoring", "signatures")


def main(wanted: list[str]) -> None:
    """Run the parts."""
    wanted = wanted or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        raise SystemExit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if {"pages", "visible"} & set(wanted):
        with running_stack(durable=True) as stack:
            world = make_world()
            pages.prepare(stack, world)
            if "pages" in wanted:
                pages.measure(stack, world)
                stack.stop_programmes()
            if "visible" in wanted:
                visible.measure(stack, world)
    if "counting" in wanted:
        with running_stack(durable=True) as stack:
            counting.measure(stack, make_world())
    if "orders" in wanted:
        orders.measure()
    if "mentoring" in wanted:
        with running_stack(durable=True) as stack:
            mentoring.measure(stack, make_world(plugins=mentoring.ROOMS))
    if "signatures" in wanted:
        signatures.measure()


if __name__ == "__main__":
    main(sys.argv[1:])
