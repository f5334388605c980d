# SPDX-License-Identifier: MIT
"""What the web server serves."""

from .app import create_app

application = create_app()
