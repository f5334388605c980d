# SPDX-License-Identifier: MIT
"""The room of those who see the district: stored figures of all organisations and no person."""
