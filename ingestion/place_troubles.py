"""What goes wrong at a place, with the code and the line of the receipt; how a web page is known for one."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from ingestion.receipts import FILE_UNFINISHED, WEB_PAGE

_PAGE = re.compile(rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.S)

_LATER_VI = "Tệp này chưa được gửi lên trọn vẹn; hệ thống sẽ đọc lại ở lần thu nhận sau, nếu vẫn lỗi thì gửi lại tệp."
_PAGE_VI = "Máy chủ trả về một trang web thay cho nội dung cần đọc; kiểm tra địa chỉ, quyền truy cập rồi gửi lại."


class PlaceError(RuntimeError):
    """A source or one of its files cannot be read; the text is the cause in one English line, without passwords.

    `code` is the reason code where it is not the usual one, `message_vi` the line for the sender that goes with it;
    `may_pass` tells whether asking again at once makes sense.
    """

    def __init__(
        self, cause: str, code: str | None = None, message_vi: str | None = None, *, may_pass: bool = False
    ) -> None:
        super().__init__(cause)
        self.code, self.message_vi, self.may_pass = code, message_vi, may_pass


def unfinished(cause: str) -> PlaceError:
    """Return the error of a file that is not whole (yet)."""
    return PlaceError(f"{cause}; it is left for the next collect", FILE_UNFINISHED, _LATER_VI, may_pass=True)


def web_page(cause: str) -> PlaceError:
    """Return the error of an answer that is a web page where something else was asked for."""
    advice = "check the address and, if it needs a login, the connection"
    return PlaceError(f"{cause}; {advice}", WEB_PAGE, _PAGE_VI, may_pass=True)


def is_page(content: bytes) -> bool:
    """Tell whether a content begins as a web page does."""
    return _PAGE.match(content[:2048].removeprefix(b"\xef\xbb\xbf")) is not None


def may_be_page(name: str, mimetype: str | None) -> bool:
    """Tell whether a file of that name may hold HTML: a page, or a table some offices export under the name .xls."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in (".html", ".htm") or (suffix == ".xls" and mimetype not in (None, "text/html"))
