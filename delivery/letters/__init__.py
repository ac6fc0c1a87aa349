"""Letters in the form of Decree 30/2020/NĐ-CP: what they say, and how they look."""

from delivery.letters.compose import compose, file_stem
from delivery.letters.document import write_docx
from delivery.letters.model import Annex, AnnexSection, Letter
from delivery.letters.pdf import PdfWriter
from delivery.letters.printed import LetterError
from delivery.letters.workbook import list_workbook
from delivery.letters.writing import write_all

__all__ = [
    "Annex", "AnnexSection", "Letter", "LetterError", "PdfWriter", "compose", "file_stem", "list_workbook", "write_all",
    "write_docx",
]  # fmt: skip
