# SPDX-License-Identifier: MIT
"""Worlds, factories and the pytest plugin that plugin authors use too."""
