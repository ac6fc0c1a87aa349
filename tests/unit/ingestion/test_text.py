"""Comparing keys: what counts as the same spelling and what does not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.text import clean, key, number_key, plain_dashes, unaccented


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("Thanh Hóa", "THANH HOÁ"),
        ("Thừa Thiên - Huế", "Thừa Thiên–Huế"),
        ("TP.HCM", "tp hcm"),
        ("Số hiệu  văn bản:", "SỐ HIỆU VĂN BẢN"),
        ("Quảng\u00a0Trị", "Quảng Trị"),
        ("Thủy", "Thuỷ"),
        ("Đắk Lắk", unicodedata.normalize("NFD", "ĐẮK LẮK")),
        ("Ea H'leo", "Ea H’leo"),
    ],
)
def test_same_spelling_same_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("Đắk Lắk", "Đăk Lăk"), ("Hà Nam", "Hà Nám"), ("Đa Krông", "Đakrông")])
def test_another_letter_or_tone_is_another_key(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_number_key_drops_leading_zeros_only() -> None:
    assert number_key("06 tháng đầu năm 2023") == number_key("6 tháng đầu năm 2023")
    assert number_key("00") == "0"
    assert number_key("10 tháng") != number_key("1 tháng")


def test_clean_gives_nfc_without_invisible_characters() -> None:
    assert clean("\ufeff  Hà\u200b\u00a0 Giang\n") == "Hà Giang"
    assert plain_dashes("BC–SLĐTBXH—X") == "BC-SLĐTBXH-X"
    assert unaccented("Đắk Lắk") == "dak lak"


@settings(derandomize=True, max_examples=200)
@given(st.text())
def test_clean_and_key_are_stable(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert unicodedata.is_normalized("NFC", clean(text))
    assert key(unicodedata.normalize("NFD", text)) == key(text)
