"""From the bytes of a report as received to the text that is kept with the submission: the first step of reading.

Lines are what stands between two line feeds (CR LF and CR count as one); form feeds and other separators of Unicode end
no line. The text is NFC and decoded; else nothing of a text file is changed: invisible characters stay, so that every
place refers to the stored text. Kinds are told by content, not by suffix: text, docx (docx_text), PDF with a text layer
(pdf_text). Sizes and times are bounded; bad input never raises anything but TextError.
"""

from __future__ import annotations

import re

from ingestion.reports import legacy
from ingestion.reports.errors import TextError
from ingestion.reports.letters import settled
from ingestion.reports.model import StoredText

__all__ = ["TextError", "store_text"]

MAX_BYTES = 64 * 1024 * 1024  # of a file; docx and PDF carry pictures
MAX_TEXT_BYTES = (
    8 * 1024 * 1024
)  # of a text file, and characters of the text of any file: a hundred times a long report
MAX_CONTROL_SHARE = 0.01
LEAST_SHARE = 0.5  # of the words with marks that are syllables of Vietnamese: nine in ten even in a bad recognition
LEAST_WORDS = 20  # to judge by

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    b"{\\rtf": "RTF",
    b"\x89PNG": "ảnh PNG",
    b"\xff\xd8\xff": "ảnh JPEG",
    b"II*\0": "ảnh TIFF",
    b"MM\0*": "ảnh TIFF",
    b"Rar!": "nén RAR",
    b"7z\xbc\xaf": "nén 7z",
    b"\x1f\x8b": "nén GZ",
}
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_UTF8_MARK = b"\xef\xbb\xbf"
_PDF_HEAD = 1024  # bytes among which readers look for the mark of a PDF
_CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f]")
_RESAVE = "mở bằng Word hoặc Notepad, lưu lại với mã hóa UTF-8 (hoặc .docx) rồi gửi lại"


def store_text(content: bytes, name: str) -> StoredText:
    """Return the text of a report; `name` is the file's name, for messages only. An empty file has one empty line.

    Raises TextError: IN04 if the file is damaged, locked or in no known encoding; IN11 if its kind is not read or it is
    too big; IN12 if it is a scan without text, or with a text layer that cannot be read.
    """
    _refuse_foreign(content)
    if content.startswith(b"PK"):
        from ingestion.reports.docx_text import read_docx  # its library takes longer to load than a text to read

        return _checked(read_docx(content))
    if b"%PDF-" in content[:_PDF_HEAD]:
        from ingestion.reports.pdf_text import read_pdf

        return _checked(read_pdf(content))
    return _checked(_from_text(content))


def _refuse_foreign(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise TextError("IN11", f"Tệp quá lớn (tối đa {_mb(MAX_BYTES)} MB); giảm cỡ ảnh hoặc chia nhỏ rồi gửi lại.")
    if content.startswith(_OLE):
        message = "Tệp có mật khẩu hoặc là định dạng Word cũ (.doc); bỏ mật khẩu, lưu lại thành .docx rồi gửi lại."
        raise TextError("IN04", message)
    for magic, kind in _FOREIGN.items():
        if content.startswith(magic):
            raise TextError("IN11", f"Tệp {kind} chưa được hỗ trợ; gửi báo cáo dạng .docx, .pdf có lớp chữ hoặc .txt.")


def _mb(size: int) -> int:
    return size // (1024 * 1024)


def _from_text(content: bytes) -> StoredText:
    if len(content) > MAX_TEXT_BYTES:
        message = f"Tệp văn bản quá lớn (tối đa {_mb(MAX_TEXT_BYTES)} MB); chỉ gửi nội dung báo cáo."
        raise TextError("IN11", message)
    text, encoding = _decoded(content)
    controls = sum(1 for _ in _CONTROL.finditer(text))
    if "\0" in text or controls > MAX_CONTROL_SHARE * len(text):
        raise TextError("IN04", f"Tệp không phải văn bản (chứa byte điều khiển); {_RESAVE}.")
    kept, typed_for = settled(text.replace("\r\n", "\n").replace("\r", "\n"))
    return StoredText(tuple(kept.split("\n")), "txt", f"{encoding}+{typed_for}" if typed_for else encoding)


def _decoded(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding."""
    for mark, encoding in _UTF16.items():
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding), "utf-16"
    if content.startswith(_UTF8_MARK):
        return _strictly(content[len(_UTF8_MARK) :], "utf-8"), "utf-8-sig"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        found = None if b"\0" in content else legacy.decode_legacy(content)
        if found:
            return found
        line = content[: error.start].count(b"\n") + 1
        tried = f"UTF-8, {legacy.labels()}"
        message = f"Không xác định được mã chữ của tệp (không phải UTF-8 từ dòng {line}; đã thử: {tried}); {_RESAVE}."
        raise TextError("IN04", message) from None


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(encoding, "replace").count("\n") + 1
        message = f"Tệp {encoding.upper()} bị hỏng hoặc bị cắt ngắn ở gần dòng {line}; {_RESAVE}."
        raise TextError("IN04", message) from None


def _checked(stored: StoredText) -> StoredText:
    """Refuse a text too long, or whose letters are no Vietnamese: it would pass as a report without figures."""
    if len(stored.text) > MAX_TEXT_BYTES:
        raise TextError("IN11", f"Văn bản quá dài (tối đa {_mb(MAX_TEXT_BYTES)} triệu ký tự); chỉ gửi báo cáo.")
    words, share = legacy.vietnamese_share(stored.text)
    if words >= LEAST_WORDS and share < LEAST_SHARE:
        if stored.media == "pdf":
            message = "Lớp chữ của tệp PDF không đọc được (phông chữ cũ hoặc nhận dạng hỏng); gửi bản .docx."
            raise TextError("IN12", message)
        raise TextError("IN04", f"Chữ trong tệp không đọc được như tiếng Việt (mã chữ lạ hoặc bị hỏng); {_RESAVE}.")
    return stored
