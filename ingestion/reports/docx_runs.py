"""The words of one paragraph of a docx: what a reader of the printed page sees, in order.

Insertions count, deletions, hidden text and the codes of fields do not. A tab is a blank. Raised digits (footnote marks
typed by hand, `km²`) become superscript digits, so that they never look like the end of a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from docx.oxml.ns import qn

from ingestion.reports import legacy
from ingestion.reports.docx_numbering import value_of

LINE = "\n"  # a line break the writer set
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_AROUND = frozenset(map(qn, (
    "w:hyperlink", "w:ins", "w:moveTo", "w:smartTag", "w:sdt", "w:sdtContent", "w:fldSimple", "w:customXml", "w:bdo",
    "w:dir",
)))  # fmt: skip
_SIGNS = {
    qn("w:tab"): " ", qn("w:ptab"): " ", qn("w:cr"): LINE, qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): "\u00ad",
}  # fmt: skip
_OFF = ("0", "false", "off")


def superscript(number: int) -> str:
    """Return a number in superscript digits."""
    return str(number).translate(_SUPERSCRIPT)


class Fonts:
    """The fonts that styles give to runs which name none: those of legacy encodings must be known."""

    def __init__(self, styles: Any) -> None:
        self._own: dict[str, Any] = {}
        self._default = ""
        self._found: dict[str, str] = {}
        self.encodings: list[str] = []  # legacy encodings of the text read so far, by the fonts it was set in
        if styles is not None:
            self._own = {one.get(qn("w:styleId")) or "": one for one in styles.iter(qn("w:style"))}
            defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
            self._default = _named(defaults)
        plain = (one for one in self._own.values() if one.get(qn("w:default")) == "1")
        self._plain = next((one.get(qn("w:styleId")) for one in plain if one.get(qn("w:type")) == "paragraph"), "")

    def of(self, run: Any, style: str | None) -> str:
        """Return the name of a run's font; `style` is the id of its paragraph's style."""
        properties = run.find(qn("w:rPr"))
        return (
            _named(properties)
            or self._of_style(value_of(properties, "w:rStyle") or "")
            or self._of_style(style or self._plain)
            or self._default
        )

    def _of_style(self, style: str) -> str:
        if style not in self._found:
            at, seen, font = style, set[str](), ""
            while at in self._own and at not in seen and not font:
                seen.add(at)
                font = _named(self._own[at].find(qn("w:rPr")))
                at = value_of(self._own[at], "w:basedOn") or ""
            self._found[style] = font
        return self._found[style]


def _named(properties: Any) -> str:
    fonts = None if properties is None else properties.find(qn("w:rFonts"))
    return "" if fonts is None else fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or ""


def paragraph_text(paragraph: Any, style: str | None, fonts: Fonts, note_mark: Callable[[Any], str]) -> str:
    """Return the text of a paragraph, LINE where a line break was set; `note_mark` gives the mark of a note."""
    pieces: list[tuple[str, str]] = []
    for run in _runs(paragraph):
        text = "".join(_run_parts(run, note_mark))
        font = fonts.of(run, style) if text else ""
        font = font if legacy.encoding_of_font(font) else ""
        if pieces and pieces[-1][0] == font:  # a letter and its mark may stand in two runs
            pieces[-1] = font, pieces[-1][1] + text
        elif text:
            pieces.append((font, text))
    fonts.encodings += [name for font, text in pieces if (name := legacy.encoding_of_font(font)) and not text.isascii()]
    return "".join(legacy.from_font(text, font) if font else text.replace("\u00ad", "") for font, text in pieces)


def _runs(parent: Any) -> Iterator[Any]:
    for child in parent:
        if child.tag == qn("w:r"):
            yield child
        elif child.tag in _AROUND:
            yield from _runs(child)


def _run_parts(run: Any, note_mark: Callable[[Any], str]) -> Iterator[str]:
    properties = run.find(qn("w:rPr"))
    if _is_on(properties, "w:vanish"):
        return
    is_raised = value_of(properties, "w:vertAlign") == "superscript"
    for child in run:
        if child.tag == qn("w:t"):
            text = (child.text or "").replace("\n", " ").replace("\t", " ").replace("\r", " ")
            yield text.translate(_SUPERSCRIPT) if is_raised else text
        elif child.tag == qn("w:br"):
            yield LINE if child.get(qn("w:type")) in (None, "textWrapping") else ""
        elif child.tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
            yield note_mark(child)
        elif child.tag == qn("w:sym"):
            yield _symbol(child.get(qn("w:char")) or "")
        else:
            yield _SIGNS.get(child.tag, "")


def _is_on(properties: Any, tag: str) -> bool:
    mark = None if properties is None else properties.find(qn(tag))
    return mark is not None and mark.get(qn("w:val")) not in _OFF


def _symbol(code: str) -> str:
    """Return a character of a symbol font: those of a private place have no letter, a bullet stands for them."""
    try:
        place = int(code, 16)
    except ValueError:
        return ""
    return chr(place) if 0x20 <= place < 0xD800 else "•"
