"""What the templates are handed: capitals, and where lines may break."""

from __future__ import annotations

from dataclasses import replace

import pytest
from letter_samples import COLLECTIVE, SINGLE

from delivery.letters.printed import printed


def phrases(text: str) -> list[str]:
    """The parts of a text that stay on one line."""
    return [part.replace("\N{NO-BREAK SPACE}", " ") for part in text.split(" ")]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Văn phòng Quốc gia về giảm nghèo", ["VĂN PHÒNG QUỐC GIA", "VỀ GIẢM NGHÈO"]),
        ("Bộ Lao động - Thương binh và Xã hội", ["BỘ LAO ĐỘNG -", "THƯƠNG BINH", "VÀ XÃ HỘI"]),
        ("Ủy ban nhân dân tỉnh Lạng Sơn", ["ỦY BAN NHÂN DÂN", "TỈNH LẠNG SƠN"]),
        ("Ủy ban nhân dân thành phố Đà Nẵng", ["ỦY BAN NHÂN DÂN", "THÀNH PHỐ ĐÀ NẴNG"]),
        ("Bộ Nội vụ", ["BỘ NỘI VỤ"]),
    ],
)
def test_names_are_in_capitals_and_break_between_phrases(name: str, parts: list[str]) -> None:
    texts = printed(replace(SINGLE, issuer=name, superior=None))
    assert (phrases(texts["issuer"]), texts["superior"]) == (parts, None)


def test_a_short_remark_in_a_heading_is_not_broken() -> None:
    annex = COLLECTIVE.annex
    assert annex is not None
    heading = "V/v báo cáo (6 tháng đầu năm 2023)"
    texts = printed(replace(COLLECTIVE, subject=heading, addressees=(heading,), annex=replace(annex, title=(heading,))))
    for text in (texts["subject"], *texts["addressees"], *texts["annex"]["title"]):
        assert phrases(text) == ["V/v", "báo", "cáo", "(6 tháng đầu năm 2023)"]


def test_a_long_remark_may_break() -> None:
    remark = "(theo danh sách các tỉnh, thành phố kèm theo)"
    assert phrases(printed(replace(SINGLE, addressees=(remark,)))["addressees"][0]) == remark.split(" ")


def test_what_is_not_printed_is_not_handed_over() -> None:
    assert set(printed(SINGLE)) == {
        "superior", "issuer", "number", "subject", "place_and_date", "addressees", "paragraphs", "signed_for",
        "signer_title", "copies", "annex",
    }  # fmt: skip
