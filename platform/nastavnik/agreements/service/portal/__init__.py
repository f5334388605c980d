# SPDX-License-Identifier: MIT
"""What the portal of a partner asks: which agreements wait, what one of them says, and the way from there into a tenant.

Reading happens in the partner's scope, where the database shows its own agreements alone; fetching is the permission.
"""

from .crossing import inside
from .listing import PortalCounts, PortalLine, PortalLists, portal_counts, portal_lists
from .opening import PortalAgreement, PortalSignatory, open_agreement, partner_agreement
from .reading import ReadingPage, pages_of

__all__ = [
    "PortalAgreement",
    "PortalCounts",
    "PortalLine",
    "PortalLists",
    "PortalSignatory",
    "ReadingPage",
    "inside",
    "open_agreement",
    "pages_of",
    "partner_agreement",
    "portal_counts",
    "portal_lists",
]
