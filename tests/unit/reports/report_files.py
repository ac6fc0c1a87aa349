"""Small files for the tests of stored texts: PDFs written by hand, packages with a damaged or foreign inside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

#: One line of a test page: its text, left edge and height of its baseline, in points; then the size, if not 10 points.
Placed = tuple[str, float, float] | tuple[str, float, float, float]

_ADVANCE = 500  # of every letter, in thousandths of the size: five points of ten


def pdf(pages: Sequence[Sequence[Placed]], *, picture: bool = False, trailer_extra: str = "") -> bytes:
    """A PDF of A4 pages with letters of 10 points, each 5 wide; `picture` puts one over each whole page."""
    letters = sorted({char for page in pages for text, *_ in page for char in text})
    glyph = {char: number for number, char in enumerate(letters, start=1)}
    kids = [5 + 2 * number for number in range(len(pages))]
    image = 5 + 2 * len(pages)
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>".encode(),
        3: _font(),
        4: _stream(_to_unicode(glyph)),
        image: _stream(
            b"\x80", "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
        ),
    }
    for kid, page in zip(kids, pages, strict=True):
        objects[kid] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {kid + 1} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>/XObject<</I1 {image} 0 R>>>>>>"
        ).encode()
        shown = "q 595 0 0 842 0 0 cm /I1 Do Q\n" if picture else ""
        for text, left, base, *size in page:
            codes = "".join(f"{glyph[char]:04X}" for char in text)
            shown += f"BT /F1 {size[0] if size else 10} Tf 1 0 0 1 {left} {base} Tm <{codes}> Tj ET\n"
        objects[kid + 1] = _stream(shown.encode())
    return _assembled(objects, trailer_extra)


def _font() -> bytes:
    inner = (
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Test"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/DW {_ADVANCE}/FontDescriptor<</Type/FontDescriptor/FontName/Test/Flags 4/FontBBox[0 -200 1000 800]"
        "/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>>>"
    )
    return (
        f"<</Type/Font/Subtype/Type0/BaseFont/Test/Encoding/Identity-H/DescendantFonts[{inner}]/ToUnicode 4 0 R>>"
    ).encode()


def _to_unicode(glyph: dict[str, int]) -> bytes:
    places = "".join(f"<{number:04X}> <{char.encode('utf-16-be').hex()}>\n" for char, number in glyph.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{len(glyph)} beginbfchar\n{places}endbfchar\n"
        "endcmap end end"
    ).encode()


def _stream(content: bytes, entries: str = "") -> bytes:
    return f"<<{entries}/Length {len(content)}>>stream\n".encode() + content + b"\nendstream"


def _assembled(objects: dict[int, bytes], trailer_extra: str) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for number in sorted(objects):
        out += f"{places[number]:010} 00000 n \n".encode()
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer_extra}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def package(parts: dict[str, bytes]) -> bytes:
    """A zip with these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()
