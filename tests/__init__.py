# SPDX-License-Identifier: MIT
"""A package, since gostcrypto installs one of the same name, which would be found in its place."""
