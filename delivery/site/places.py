"""Where a figure stands in the site: the page of its source text, and the anchor of its line or cell."""

from __future__ import annotations

import re
import unicodedata


def anchor(*, line: int | None = None, sheet: str | None = None, cell: str | None = None) -> str:
    """The anchor of a place within the page of its submission: a cell, else a line; `top` where neither is named.

    The same for whoever links and for the page that is linked to.
    """
    if cell:
        return f"o-{slug(sheet or '')}-{cell}"
    return f"d{line}" if line else "top"


def source_page(submission_key: str) -> str:
    """The file of a submission's page, from the folder of a language down."""
    return f"sources/{submission_key}.html"


def source_href(
    submission_key: str | None, *, line: int | None = None, sheet: str | None = None, cell: str | None = None
) -> str | None:
    """The link from a page of the same language to a place in a source; None when nothing is named."""
    if not submission_key:
        return None
    return f"{source_page(submission_key)}#{anchor(line=line, sheet=sheet, cell=cell)}"


def slug(text: str) -> str:
    """Letters without marks and digits alone, parted by hyphens: what a name may be in an address."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"[^A-Za-z0-9]+", "-", "".join(one for one in plain if not unicodedata.combining(one))).strip("-")
