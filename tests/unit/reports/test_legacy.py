"""Text from before Unicode. The bytes are written out here, not made with the reader's own tables."""

from __future__ import annotations

import pytest

from ingestion.reports.legacy import decode_legacy, encoding_of_font, from_font, is_syllable, recover, with_lost_letter

PLAIN = (
    "Báo cáo kết quả thực hiện chương trình giảm nghèo năm 2023 của huyện Bắc Sơn: hộ nghèo còn 1.204 hộ, "
    "chiếm tỷ lệ 8,26%; đã giải ngân 34,5% kế hoạch vốn."
)
TCVN3 = (
    "B¸o c¸o kÕt qu¶ thùc hiÖn ch\u00ad¬ng tr×nh gi¶m nghÌo n¨m 2023 cña huyÖn B¾c S¬n: hé nghÌo cßn 1.204 hé, "
    "chiÕm tû lÖ 8,26%; ®· gi¶i ng©n 34,5% kÕ ho¹ch vèn."
)
VNI = (
    "Baùo caùo keát quaû thöïc hieän chöông trình giaûm ngheøo naêm 2023 cuûa huyeän Baéc Sôn: hoä ngheøo coøn 1.204 "
    "hoä, chieám tyû leä 8,26%; ñaõ giaûi ngaân 34,5% keá hoaïch voán."
)
VISCII = (
    b"B\xe1o c\xe1o k\xaat qu\xe4 th\xf1c hi\xaen ch\xdf\xbdng tr\xecnh gi\xe4m ngh\xe8o n\xe5m 2023 c\xfca huy\xaen "
    b"B\xa1c S\xbdn: h\xb5 ngh\xe8o c\xf2n 1.204 h\xb5, chi\xaam t\xd6 l\xae 8,26%; \xf0\xe3 gi\xe4i ng\xe2n 34,5% "
    b"k\xaa ho\xd5ch v\xafn."
)
CP1258 = (
    b"B\xe1o c\xe1o k\xea\xect qua\xd2 th\xfd\xf2c hi\xea\xf2n ch\xfd\xf5ng tri\xccnh gia\xd2m ngh\xe8o n\xe3m 2023 "
    b"cu\xd2a huy\xea\xf2n B\xe3\xecc S\xf5n: h\xf4\xf2 ngh\xe8o co\xccn 1.204 h\xf4\xf2, chi\xea\xecm ty\xd2 "
    b"l\xea\xf2 8,26%; \xf0a\xde gia\xd2i ng\xe2n 34,5% k\xea\xec hoa\xf2ch v\xf4\xecn."
)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TCVN3.encode("latin-1"), "tcvn3"),
        (VNI.encode("latin-1"), "vni"),
        (VISCII, "viscii"),
        (CP1258, "cp1258"),
    ],
)
def test_each_encoding_is_told_and_read(content: bytes, encoding: str) -> None:
    assert decode_legacy(content) == (PLAIN, encoding)


@pytest.mark.parametrize(
    "content",
    [
        "Le rapport présente les résultats obtenus à l'été, où la pauvreté a été réduite de façon considérable.".encode(
            "latin-1"
        ),
        "El año pasado los niños y las niñas recibieron atención médica según el plan de acción.".encode("latin-1"),
        "hé nghÌo".encode("latin-1"),  # right, but too little to be certain
        PLAIN.encode("utf-8") + TCVN3.encode("latin-1"),
        TCVN3.encode("latin-1") + VNI.encode("latin-1"),
        bytes(range(128, 256)) * 20,
        b"",
    ],
)
def test_what_is_not_certain_is_not_converted(content: bytes) -> None:
    assert decode_legacy(content) is None


def test_windows_signs_stay_beside_legacy_letters() -> None:
    text, _ = decode_legacy(TCVN3.encode("latin-1") + b" \x93B\xb8o c\xb8o\x94 \x96 2023\x85") or ("", "")
    assert text.endswith(" “Báo cáo” – 2023…")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("B¸O C¸O", "BÁO CÁO"),
        ("TØNH Hµ GIANG", "TỈNH HÀ GIANG"),
        ("UBND huyÖn", "UBND huyện"),
        ("Hµ Giang", "Hà Giang"),
        ("Sè: 12/BC", "Số: 12/BC"),
        ("§¬n vÞ", "Đơn vị"),
    ],
)
def test_capitals_of_tcvn3_are_told_by_the_letters_beside(typed: str, read: str) -> None:
    text, _ = decode_legacy(f"{TCVN3}\n{typed}".encode("latin-1")) or ("", "")
    assert text.split("\n")[1] == read


def test_capitals_of_vni() -> None:
    text, _ = decode_legacy(f"{VNI}\nUÛY BAN NHAÂN DAÂN TÆNH ÑAÉK LAÉK".encode("latin-1")) or ("", "")
    assert text.split("\n")[1] == "ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK"


def test_letters_typed_for_a_font_are_recovered_line_by_line() -> None:
    text = f"Dự án 1 của tỉnh\n{TCVN3}\n\nKm 12"
    assert recover(text) == (f"Dự án 1 của tỉnh\n{PLAIN}\n\nKm 12", "tcvn3")
    assert recover(VNI) == (PLAIN, "vni")


def test_a_letter_lost_to_a_hyphen_is_put_back_where_it_makes_a_syllable() -> None:
    typed = "n-íc, ch-¬ng tr×nh cña Th«ng t- sè 12/BC-UBND - n¨m 2021-2025, kinh tÕ-x· héi"
    assert with_lost_letter(typed) == (
        "n\u00adíc, ch\u00ad¬ng tr×nh cña Th«ng t\u00ad sè 12/BC-UBND - n¨m 2021-2025, kinh tÕ-x· héi"
    )
    assert with_lost_letter("n-íc của\nT- 12") == "n-íc của\nT- 12"


@pytest.mark.parametrize("text", ["", "plain", PLAIN, "Hà Nội là thành phố có các xã", "5 ± 3 m² × 2 «a»"])
def test_unicode_is_left_alone(text: str) -> None:
    assert recover(text) is None


def test_a_font_tells_the_encoding() -> None:
    assert [encoding_of_font(name) for name in (".VnTime", ".vnTimeH", "VNI-Times", "Times New Roman", "")] == [
        "tcvn3",
        "tcvn3",
        "vni",
        None,
        None,
    ]
    assert from_font("hé nghÌo", ".VnTime") == "hộ nghèo"
    assert from_font("céng hoµ 1.204", ".VnTimeH") == "CỘNG HOÀ 1.204"
    assert from_font("hoä ngheøo", "VNI-Times") == "hộ nghèo"
    assert from_font("hộ é", ".VnTime") == "hộ é"  # already Unicode under an old font's name


@pytest.mark.parametrize(
    "word", ["nghiêng", "Được", "quỹ", "gì", "giếng", "khuyết", "Đắk", "uỷ", "ủy", "hòa", "hoà", "ươm"]
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["été", "niños", "hîp", "họct", "cấpp", "báć", "tốc̀", "mườ̛", "hoàch", "fạ", "üb"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)
