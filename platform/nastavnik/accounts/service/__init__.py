# SPDX-License-Identifier: MIT
"""The door of the room: what other rooms, the pages and the command line may ask of accounts."""

from .access import close_access, open_access
from .attempts import LockedOut
from .guards import PARTICIPANT_ROLES
from .housekeeping import clean
from .letters import write_letter
from .links import OpenedLink, look_at_link, renew_link, request_reset, use_link
from .participants import ParticipantAccount, end_participant, invite_participant, participant_account
from .people import (
    DISTRICT_ROLES,
    block,
    ensure_district_role,
    invite_to_district,
    open_with_password,
    unblock,
)
from .personal import PersonalFile, Section, personal_file
from .signed_in import Place, SignedIn, authenticate, roles_in
from .signing_in import (
    Device,
    change_password,
    devices,
    revoke_device,
    revoke_other_devices,
    sign_in,
    sign_out,
)
from .staff import (
    TENANT_ROLES,
    Member,
    MemberPlace,
    change_place,
    end_place,
    find_members,
    give_place,
    invite,
    invite_again,
    invite_first_coordinator,
    member_of,
    members,
    staff,
)
from .words import ROLE_DUTIES, ROLES, account_state, role_name

__all__ = [
    "DISTRICT_ROLES",
    "PARTICIPANT_ROLES",
    "ROLES",
    "ROLE_DUTIES",
    "TENANT_ROLES",
    "Device",
    "LockedOut",
    "Member",
    "MemberPlace",
    "OpenedLink",
    "ParticipantAccount",
    "PersonalFile",
    "Place",
    "Section",
    "SignedIn",
    "account_state",
    "authenticate",
    "block",
    "change_password",
    "change_place",
    "clean",
    "close_access",
    "devices",
    "end_participant",
    "end_place",
    "ensure_district_role",
    "find_members",
    "give_place",
    "invite",
    "invite_again",
    "invite_first_coordinator",
    "invite_participant",
    "invite_to_district",
    "look_at_link",
    "member_of",
    "members",
    "open_access",
    "open_with_password",
    "participant_account",
    "personal_file",
    "renew_link",
    "request_reset",
    "revoke_device",
    "revoke_other_devices",
    "role_name",
    "roles_in",
    "sign_in",
    "sign_out",
    "staff",
    "unblock",
    "use_link",
    "write_letter",
]
