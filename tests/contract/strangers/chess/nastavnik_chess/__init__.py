# SPDX-License-Identifier: MIT
"""A chess club for an organisation."""
