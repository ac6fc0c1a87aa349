"""What mail servers say of a mail's parts, and what is read from it."""

from __future__ import annotations

import base64

import pytest

from ingestion.imap_structure import Part, fetched, leaves
from ingestion.mail_content import decoded_size

TWO_PARTS = (
    b'(("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 12 1 NIL NIL NIL)'
    b'("APPLICATION" "PDF" ("NAME" "a \\"b\\".pdf") NIL NIL "BASE64" 400 NIL ("ATTACHMENT" ("FILENAME*0*" "x")) NIL)'
    b' "MIXED" ("BOUNDARY" "x") NIL NIL)'
)


def test_an_answer_is_read_with_its_literals() -> None:
    data = [
        (b'7 (UID 12 INTERNALDATE "20-Jun-2023 09:00:00 +0700" BODY[HEADER.FIELDS (FROM)] {9}', b"From: (a\n"),
        b" BODY[1]<0> NIL)",
        (b"8 (BODY[2] {3}", b'")('),
        b" UID 13)",
    ]

    assert fetched(data) == [
        {
            "UID": b"12", "INTERNALDATE": b"20-Jun-2023 09:00:00 +0700", "BODY[HEADER.FIELDS (FROM)]": b"From: (a\n",
            "BODY[1]<0>": None,
        },
        {"BODY[2]": b'")(', "UID": b"13"},
    ]  # fmt: skip


def test_nothing_is_no_mail() -> None:
    assert fetched([None]) == []


@pytest.mark.parametrize("broken", [b"1 (UID 1 (", b"1 (UID 1))", b'1 (UID "1'])
def test_a_broken_answer_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match="the server's answer"):
        fetched([broken])


def test_parts_have_their_numbers() -> None:
    (mail,) = fetched([b"1 (UID 1 BODYSTRUCTURE " + TWO_PARTS + b")"])

    assert list(leaves(mail["BODYSTRUCTURE"])) == [
        Part("1", "text/plain", "7bit", 12, False, False),
        Part("2", "application/pdf", "base64", 400, False, True),
    ]


def test_a_mail_within_a_mail_has_numbers_below_its_own() -> None:
    inner = b'("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 900 (NIL NIL NIL NIL NIL NIL NIL) ' + TWO_PARTS + b" 9)"
    outer = b"(" + TWO_PARTS + inner + b' "MIXED")'
    (mail,) = fetched([b"1 (UID 1 BODYSTRUCTURE " + outer + b")"])

    assert [part.number for part in leaves(mail["BODYSTRUCTURE"])] == ["1.1", "1.2", "2.1", "2.2"]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 56, 57, 58, 114, 149, 150, 151, 5_000, 90_000, 90_001])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_size_of_base64_is_reckoned(size: int, end: bytes) -> None:
    text = base64.encodebytes(b"x" * size).replace(b"\n", end)

    assert decoded_size(len(text), text[:200], text[-200:]) == size
    assert decoded_size(len(text.rstrip()), text.rstrip()[:200], text.rstrip()[-200:]) == size


def test_base64_in_one_line_or_in_uneven_lines() -> None:
    whole = base64.b64encode(b"x" * 40)
    assert decoded_size(len(whole), whole[:200], whole[-200:]) == 40
    uneven = b"eHh4eHh4\r\neHh4\r\neHh4eHh4eHh4\r\n" * 30
    assert decoded_size(len(uneven), uneven[:200], uneven[-200:]) is None
