# SPDX-License-Identifier: MIT
"""Agreements with partner organisations: drafted, negotiated, signed in three ways, kept unchanged."""
