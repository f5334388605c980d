# SPDX-License-Identifier: MIT
"""Tidying of text that came out of a document: invisible characters, spaces, bullets, spaced-out words."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_REPLACED = str.maketrans(
    {
        "\u2010": "-",
        "\u2011": "-",
        "\u00ad": None,
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\u2060": None,
        "\ufeff": None,
        "\x00": None,
    }
)
# The private-use characters are what Word's Symbol and Wingdings bullets become.
_BULLET = re.compile(r"(?m)^[•·●○▪■□◦‣⁃∙\uf0b7\uf0a7\uf02d\uf0fc\uf0d8]\s*")
_SPACED_WORD = re.compile(r"(?<!\w)(?:[А-ЯЁа-яё] ){3,}[А-ЯЁа-яё](?!\w)")
_WORDS = re.compile(r"[^\w№]+")


def clean(text: str) -> str:
    """The text with plain spaces and hyphens, without invisible characters; line breaks stay."""
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text).translate(_REPLACED))
    lines = (line.strip() for line in _SPACES.sub(" ", text).split("\n"))
    return _BULLET.sub("- ", "\n".join(line for line in lines if line))


def flat(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def squeezed(text: str) -> str:
    """Letters and digits only, small, without ё: for comparing headings that were broken anyhow."""
    return _WORDS.sub("", text.casefold().replace("ё", "е"))


def joined_letters(text: str) -> str:
    """«П Р И К А З» as «ПРИКАЗ»: words that were spaced out by hand."""
    return _SPACED_WORD.sub(lambda found: found[0].replace(" ", ""), text)
