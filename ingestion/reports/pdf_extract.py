"""Program of its own: a PDF on standard input, its visual lines with their places as JSON on standard output.

PDFium is native code that reads foreign bytes: it runs in a process with bounds on memory and time, so that no file can
take the caller down. Run by pdf_text; imports nothing of the project.

Output: {"pages": [{"width", "lines": [[left, right, bottom, height, text], ...], "is_picture": bool}]}, in points, or
{"error": "locked" | "damaged" | "pages"}. Where two words of a line stand further apart than blanks ever do, a tab.
"""

from __future__ import annotations

import json
import sys
from typing import Any

MAX_PAGES = 400
MAX_CHARS = 4_000_000
MAX_MEMORY = 1024 * 1024 * 1024  # bytes of address space
MAX_CPU_SECONDS = 60
TAB_GAP = 1.8  # heights of a letter between two words: columns of a table, never a stretched blank
BLANK_GAP = 0.18  # the least gap that is a blank
SMALL = 0.8  # of the height of the line's letters: a raised digit is smaller, and ...
RAISED = 0.1  # ... stands higher by this share: a footnote mark or `km²`, no digit of the number before it
PICTURE_SHARE = 0.5  # of a page's area
FEW_LETTERS = 100  # on a page: a stamp or a signature, no text
_PASSWORD_ERROR = 4
_Box = tuple[float, float, float, float]  # left, right, bottom, top
_DIGITS, _SUPERSCRIPT = "0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "\u00ad"}  # PDFium marks a hyphen at the end of a line with a code of its own


def main() -> None:
    """Read standard input, write the answer."""
    _bound()
    content = sys.stdin.buffer.read()
    answer = _read(content)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode())


def _bound() -> None:
    try:
        import resource
    except ImportError:  # not on this system; the caller's time bound remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(content: bytes) -> dict[str, Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        return {"error": "locked" if getattr(error, "err_code", None) == _PASSWORD_ERROR else "damaged"}
    if len(document) > MAX_PAGES:
        return {"error": "pages"}
    pages, left = [], MAX_CHARS
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            return {"error": "damaged"}
        lines = _lines(page, left)
        left -= sum(len(line[4]) for line in lines)
        pages.append({"width": page.get_width(), "lines": lines, "is_picture": _is_picture(page, lines)})
        page.close()
    return {"pages": pages}


def _lines(page: Any, most: int) -> list[list[Any]]:
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    count = min(pdfium.FPDFText_CountChars(text_page.raw), most)
    box = pdfium.FS_RECTF()
    lines: list[list[Any]] = []
    line, is_broken = _Line(), False
    for at in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page.raw, at)
        if code in (0x0A, 0x0D):
            is_broken = True
            continue
        is_known = pdfium.FPDFText_GetLooseCharBox(text_page.raw, at, box)
        is_made = pdfium.FPDFText_IsGenerated(text_page.raw, at) == 1
        place = (box.left, box.right, box.bottom, box.top) if is_known and not is_made else None
        if is_broken and not line.goes_on_at(place):
            line.close_into(lines)
            line = _Line()
        line.add(code, place)
        is_broken = False
    line.close_into(lines)
    text_page.close()
    return lines


class _Line:
    """One visual line while its characters come in."""

    def __init__(self) -> None:
        self.units: list[int] = []
        self.boxes: dict[int, _Box] = {}  # by place in `units`
        self.right = self.height = 0.0

    def goes_on_at(self, box: _Box | None) -> bool:
        """Tell whether a character after a line break stands right of the line: PDFium breaks before raised digits."""
        if box is None or not self.boxes:
            return False
        low = min(bottom for _, _, bottom, _ in self.boxes.values())
        high = max(top for _, _, _, top in self.boxes.values())
        shared = min(high, box[3]) - max(low, box[2])
        least = min(high - low, box[3] - box[2])
        return shared > 0.5 * least and -0.2 * self.height < box[0] - self.right < TAB_GAP * self.height

    def add(self, code: int, box: _Box | None) -> None:
        """Add one UTF-16 unit; blanks have no place."""
        if box and code > 0x20 and code != 0xA0 and box[1] > box[0]:
            left, right, bottom, top = box
            if self.boxes and left - self.right > TAB_GAP * max(self.height, top - bottom):
                while self.units and self.units[-1] == 0x20:
                    self.units.pop()
                self.units.append(0x09)
            elif self.boxes and left - self.right > BLANK_GAP * self.height and self.units[-1] != 0x20:
                self.units.append(0x20)
            self.right = max(self.right, right)
            self.height = max(self.height, top - bottom)
            self.boxes[len(self.units)] = box
        self.units += [ord(char) for char in _HYPHENS.get(code, "")] or [code if 0x20 <= code < 0x10000 else 0x20]

    def close_into(self, lines: list[list[Any]]) -> None:
        """Append the line to the others, if it holds anything."""
        base = min((bottom for _, _, bottom, top in self.boxes.values() if self._is_full(bottom, top)), default=0.0)
        for at, (_, _, bottom, top) in self.boxes.items():
            is_raised = not self._is_full(bottom, top) and bottom > base + RAISED * self.height
            if is_raised and chr(self.units[at]) in _DIGITS:
                self.units[at] = ord(_SUPERSCRIPT[_DIGITS.index(chr(self.units[at]))])
        units = b"".join(unit.to_bytes(2, "little") for unit in self.units)
        text = units.decode("utf-16-le", "replace").strip()
        if text:
            left = min((box[0] for box in self.boxes.values()), default=0.0)
            lines.append([left, self.right, base, self.height, text])

    def _is_full(self, bottom: float, top: float) -> bool:
        return top - bottom > SMALL * self.height


def _is_picture(page: Any, lines: list[list[Any]]) -> bool:
    """Tell whether a page is a picture with hardly any text over it."""
    import pypdfium2.raw as pdfium

    if sum(1 for line in lines for char in line[4] if char.isalnum()) >= FEW_LETTERS:
        return False
    width, height = page.get_size()
    for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = one.get_bounds()
        if (right - left) * (top - bottom) >= PICTURE_SHARE * width * height:
            return True
    return False


if __name__ == "__main__":
    main()
