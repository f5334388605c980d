# SPDX-License-Identifier: MIT
"""People who sign in: accounts, passwords, sessions, invitations, and the roles they hold in each place."""
