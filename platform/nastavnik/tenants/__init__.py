# SPDX-License-Identifier: MIT
"""Organisations of the district: who they are, what they have switched on, and how they come from ``tenants/``."""
