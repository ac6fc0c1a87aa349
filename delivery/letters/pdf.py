"""A letter as a PDF: `templates/letter.typ`, set by typst in the fonts of `fonts/` and no others."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import cast

import typst

from delivery.files import write_file
from delivery.letters.model import Letter
from delivery.letters.printed import LetterError, printed

TEMPLATE = Path(__file__).parent / "templates" / "letter.typ"
FONTS = Path(__file__).parent / "fonts"

#: Accessible PDF: text tagged in reading order. It also forbids boxes for letters the font lacks.
_STANDARD: typst.PDFStandard = "ua-1"
_NOT_IN_FONT = re.compile(r"the text `\"(.*?)\"` could not be displayed")


class PdfWriter:
    """Writes letters as PDF. Fonts and template are read once, so one writer is used for many letters."""

    def __init__(self) -> None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
        self._compiler = typst.Compiler(TEMPLATE, font_paths=fonts, ignore_system_fonts=True)

    def write(self, letter: Letter, path: Path) -> None:
        """Write a letter as PDF, whole or not at all; the same letter gives the same bytes.

        Raises LetterError for text that cannot be printed or is not in the fonts, and OSError.
        """
        inputs = {"letter": json.dumps(printed(letter), ensure_ascii=False)}
        try:
            pdf = self._compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=_STANDARD)
        except typst.TypstError as failure:
            raise LetterError(f"letter {letter.file_stem}: {_why(failure)}") from failure
        write_file(path, cast(bytes, pdf))


def _why(failure: typst.TypstError) -> str:
    missing = dict.fromkeys(_NOT_IN_FONT.findall(failure.diagnostic))
    if not missing:
        return f"typst cannot set it: {failure.message}; correct {TEMPLATE.name}"
    return (
        f"the fonts have no '{', '.join(missing)}'; expected Vietnamese or other Latin letters; "
        "correct the name or text it comes from"
    )
