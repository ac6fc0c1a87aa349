"""Printed numbers and their literal reading."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingestion.reports.numbers import parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("344.961", "344961"),
        ("8.934.192.884", "8934192884"),
        ("1.105,906", "1105.906"),
        ("4,950", "4.950"),
        ("4, 97", "4.97"),
        ("396.550", "396550"),
        ("1,234,567", "1234567"),
        ("1,234.5", "1234.5"),
        ("05", "5"),
        ("30.05", "30.05"),
        ("0.125", "0.125"),
    ],
)
def test_a_number_is_read_literally(text: str, value: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert (number.value, number.is_regular) == (Decimal(value), True)


def test_one_full_stop_in_a_percentage_marks_decimals() -> None:
    percent, count = parse_number("30.125", is_percent=True), parse_number("30.125")
    assert percent is not None
    assert count is not None
    assert (percent.value, count.value) == (Decimal("30.125"), Decimal(30125))


def test_marks_without_convention_leave_the_digits_and_say_so() -> None:
    number = parse_number("12.34.567")
    assert number is not None
    assert (number.value, number.is_regular) == (Decimal(1234567), False)


@pytest.mark.parametrize("text", ["", "  ", ".", ",", "1234567890123456789"])
def test_what_is_no_number_or_too_long_is_none(text: str) -> None:
    assert parse_number(text) is None
