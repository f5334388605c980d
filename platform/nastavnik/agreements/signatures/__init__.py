# SPDX-License-Identifier: MIT
"""Electronic signatures: bytes in, facts out. Nothing here knows of the database or of the web.

``digests`` counts sums, ``checking`` checks a detached CMS/CAdES signature, ``authority`` reads a machine-readable power of
attorney, ``seal`` puts the installation's seal on a PDF, ``package`` makes and checks the archive for the other side.
"""
