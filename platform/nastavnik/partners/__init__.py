# SPDX-License-Identifier: MIT
"""Partner organisations: one legal entity for the whole district, what each organisation writes about it, its portal."""
