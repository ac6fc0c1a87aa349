"""Names of localities: every spelling of a name finds its owner, an unknown name finds nobody."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.names import Match, NoMatch, match_locality
from ingestion.reference import Locality, Reference

SEEDS = Path(__file__).resolve().parents[3] / "dbt_project" / "seeds"
REFERENCE = Reference.load(SEEDS)
DAY_2023 = date(2023, 10, 27)
DAYS = [DAY_2023, date(2025, 3, 1), date(2025, 7, 1), date(2026, 11, 20)]
_TONE_PLACES = [("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("ũa", "uã"), ("ủy", "uỷ"), ("ùy", "uỳ")]
_KINDS = {"tỉnh": ["", "tỉnh ", "Tỉnh  "], "thành phố trực thuộc trung ương": ["", "thành phố ", "TP ", "TP.", "Tp. "]}
_DASHES = [" - ", "-", " – ", "–", " "]


def found(raw: str, level: str = "province", on: date = DAY_2023, within: str | None = None) -> Locality | None:
    answer = match_locality(raw, level, on, REFERENCE, within)
    return answer.locality if isinstance(answer, Match) else None


@st.composite
def spellings(draw: st.DrawFn) -> tuple[Locality, date, str]:
    on = draw(st.sampled_from(DAYS))
    province = draw(st.sampled_from(REFERENCE.localities_on("province", on)))
    name = province.name_vi
    for one, other in _TONE_PLACES:
        if draw(st.booleans()):
            name = name.replace(one, other)
    name = name.replace(" - ", draw(st.sampled_from(_DASHES)))
    if not name.startswith("TP "):
        name = draw(st.sampled_from(_KINDS[province.unit_type])) + name
    name = draw(st.sampled_from([str, str.upper, str.lower, str.title]))(name)
    name = name.replace(" ", draw(st.sampled_from([" ", "  ", "\u00a0"])))
    form = draw(st.sampled_from(["NFC", "NFD"]))
    return province, on, draw(st.sampled_from(["", " "])) + unicodedata.normalize(form, name)


@settings(derandomize=True, max_examples=600, deadline=None)
@given(spellings())
def test_every_spelling_of_a_province_finds_it(case: tuple[Locality, date, str]) -> None:
    province, on, name = case
    assert found(name, on=on) == province


@pytest.mark.parametrize("on", DAYS)
def test_no_two_provinces_of_one_date_collide(on: date) -> None:
    provinces = REFERENCE.localities_on("province", on)
    assert [found(one.name_vi, on=on) for one in provinces] == list(provinces)
    assert [found(one.label, on=on) for one in provinces] == list(provinces)


def test_every_alias_finds_the_name_it_stands_for() -> None:
    aliases = [one for one in REFERENCE.aliases if one.level == "province"]
    owners = [found(one.alias) for one in aliases]
    assert [owner.name_vi if owner else None for owner in owners] == [one.name_vi for one in aliases]
    assert len(aliases) > 10


def test_every_district_is_found_by_its_full_name_within_its_province() -> None:
    districts = REFERENCE.localities_on("district", DAY_2023)
    assert [found(one.label, "district", within=one.parent_code) for one in districts] == list(districts)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("Hoà Bình", "17"),
        ("TP HCM", "79"),
        ("TP.HCM", "79"),
        ("Thành phố Hồ Chí Minh", "79"),
        ("T.P Hồ Chí Minh", "79"),
        ("Thừa Thiên - Huế", "46"),
        ("Bà Rịa-Vũng Tàu", "77"),
        ("Bà Rịa – Vũng Tàu", "77"),
        ("Đăk Lăk", "66"),
        ("Đăk Nông", "67"),
        ("UBND tỉnh Lạng Sơn", "20"),
        ("Sở Lao động - Thương binh và Xã hội tỉnh Lạng Sơn", "20"),
    ],
)
def test_spellings_seen_in_returns(raw: str, code: str) -> None:
    locality = found(raw)
    assert locality is not None
    assert locality.code == code


@pytest.mark.parametrize(
    ("raw", "within", "code"),
    [
        ("huyện Bắc Sơn", "20", "185"),
        ("Bắc Sơn", None, "185"),
        ("UBND huyện Bắc Sơn", "20", "185"),
        ("thị xã Kỳ Anh", "42", "449"),
        ("Quận 1", "79", "760"),
        ("TP Hòa Bình", "17", "148"),
    ],
)
def test_districts(raw: str, within: str | None, code: str) -> None:
    locality = found(raw, "district", within=within)
    assert locality is not None
    assert locality.code == code


def test_two_districts_of_one_name_need_their_kind() -> None:
    answer = match_locality("Kỳ Anh", "district", DAY_2023, REFERENCE, "42")
    assert isinstance(answer, NoMatch)
    assert answer.is_ambiguous
    assert sorted(one.label for one in answer.candidates) == ["huyện Kỳ Anh", "thị xã Kỳ Anh"]
    assert "có thể là" in answer.message_vi


@pytest.mark.parametrize("on", [DAY_2023, date(2025, 7, 1), date(2026, 11, 20)])
def test_every_commune_is_found_by_its_full_name_within_the_place_above(on: date) -> None:
    communes = REFERENCE.localities_on("commune", on)
    assert [one for one in communes if found(one.label, "commune", on, one.parent_code) != one] == []


@pytest.mark.parametrize(
    ("raw", "on", "within", "code"),
    [
        ("Tân Tri", DAY_2023, "185", "06340"),
        ("Xã Tân Tri", DAY_2023, "185", "06340"),
        ("UBND xã Tân Tri", DAY_2023, "185", "06340"),
        ("Đồng ý", DAY_2023, "185", "06337"),
        ("TT. Bắc Sơn", DAY_2023, "185", "06325"),
        ("thị trấn Bắc Sơn", DAY_2023, "185", "06325"),
        ("thị trấn Chi Lăng", DAY_2023, "187", "06466"),
        ("xã Chi Lăng", DAY_2023, "187", "06523"),
        ("Vạn Thuỷ", DAY_2023, "185", "06331"),
        ("P. Đông Hải 1", DAY_2023, "306", "11410"),
        ("xã Bắc Sơn", date(2025, 7, 1), "20", "06325"),
        ("đặc khu Côn Đảo", date(2025, 7, 1), "79", "26732"),
        ("xã Tân Tri", DAY_2023, None, "06340"),
        ("phường Phường Đúc", DAY_2023, "474", "19780"),
        ("Phường Đúc", DAY_2023, "474", "19780"),
    ],
)
def test_communes(raw: str, on: date, within: str | None, code: str) -> None:
    locality = found(raw, "commune", on, within)
    assert locality is not None
    assert locality.code == code


@pytest.mark.parametrize("raw", ["phường Tân Tri", "Tri", "xã", "Quỳnh Sơn", "huyện Tân Tri"])
def test_what_is_no_commune_of_the_district(raw: str) -> None:
    assert found(raw, "commune", within="185") is None


def test_a_name_that_many_communes_bear_asks_for_the_place_above() -> None:
    answer = match_locality("xã Tân Lập", "commune", DAY_2023, REFERENCE)
    assert isinstance(answer, NoMatch)
    assert answer.message_vi == (
        "Tên địa phương “xã Tân Lập” có ở 22 nơi (“xã Tân Lập”); ghi kèm tên cấp trên (huyện, tỉnh)."
    )
    assert found("xã Tân Lập", "commune", within="185") is not None


def test_a_commune_misspelt_gives_the_nearest_of_its_district() -> None:
    answer = match_locality("xã Tân Tria", "commune", DAY_2023, REFERENCE, "185")
    assert isinstance(answer, NoMatch)
    assert answer.message_vi == (
        "Không có địa phương nào tên “xã Tân Tria” trong danh mục; tên gần nhất: "
        "“xã Tân Tri”, “xã Tân Thành”, “xã Tân Lập”."
    )


def test_a_body_of_a_district_stands_for_it() -> None:
    locality = found("Kho bạc Nhà nước huyện Bắc Sơn", "district", within="20")
    assert locality is not None
    assert locality.code == "185"


def test_an_unknown_name_gives_the_nearest_and_never_a_guess() -> None:
    answer = match_locality("Lạng Sơm", "province", DAY_2023, REFERENCE)
    assert isinstance(answer, NoMatch)
    assert answer.candidates[0].code == "20"
    assert answer.message_vi.startswith(
        "Không có địa phương nào tên “Lạng Sơm” trong danh mục; tên gần nhất: “tỉnh Lạng"
    )
    far = match_locality("Atlantis 9", "province", DAY_2023, REFERENCE)
    assert isinstance(far, NoMatch)
    assert far.message_vi.endswith("không có tên nào gần giống.")


def test_a_wrong_kind_of_unit_is_no_match_but_is_named() -> None:
    answer = match_locality("tỉnh Hà Nội", "province", DAY_2023, REFERENCE)
    assert isinstance(answer, NoMatch)
    assert answer.candidates[0].label == "thành phố Hà Nội"


@pytest.mark.parametrize("raw", ["", " ", "tỉnh", "Ha Giang", "Hà", "63", "Tổng cộng"])
def test_what_is_no_name(raw: str) -> None:
    assert found(raw) is None


def test_names_belong_to_their_dates() -> None:
    assert found("Hà Giang", on=date(2025, 6, 30)) is not None
    assert found("Hà Giang", on=date(2025, 7, 1)) is None
    hue = found("TP Huế", on=date(2025, 1, 1))
    assert hue is not None
    assert (hue.code, hue.unit_type) == ("46", "thành phố trực thuộc trung ương")
    assert found("Huế", on=date(2024, 12, 31)) is None
    assert found("thành phố Đồng Nai", on=date(2026, 4, 29)) is None
    assert found("thành phố Đồng Nai", on=date(2026, 4, 30)) is not None
