# SPDX-License-Identifier: MIT
"""Fixtures of the host, for its own tests and for every plugin's."""
