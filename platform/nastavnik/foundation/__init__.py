# SPDX-License-Identifier: MIT
"""What every room stands on: scopes, the database session, audited changes, outbox, jobs, files, mail and words.

The foundation imports no room. A room imports the foundation freely.
"""
