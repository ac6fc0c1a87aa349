"""Rice for the hungry, also where it is called rice of relief: what of it, in kilograms, for how many."""

from __future__ import annotations

from indicator_reading import read, told


def test_rice_of_relief_in_tonnes_and_the_persons_it_is_for() -> None:
    figures = read("3. Gạo cứu trợ dịp Tết: 41,265 tấn cho 2.751 khẩu (15 kg/khẩu).\n")
    assert told(figures, "indicator", "value_text", "value") == [
        ("hunger_relief_rice", "41,265", "41265"),
        ("persons_hunger_relief", "2.751", "2751"),
    ]


def test_other_rice_for_persons_is_no_relief() -> None:
    assert told(read("3. Hợp tác xã bán 41,265 tấn cho 2.751 khẩu.\n"), "indicator") == []
