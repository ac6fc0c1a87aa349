"""Contacts: what the file may hold, and who is reached on which day."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from delivery.reminders.contacts import ContactsError, load_contacts
from delivery.reminders.draft_model import Address
from delivery.reminders.model import Party

PROJECT = Path(__file__).resolve().parents[4]
GUIDE = (PROJECT / "docs" / "own-data.md").read_text(encoding="utf-8")
HEADER = "contact_id,body_code,locality_code,name_vi,email,phone,valid_from,valid_to,note\n"
LABOUR = (
    "so_ldtbxh-12,so_ldtbxh,12,Sở Lao động - Thương binh và Xã hội tỉnh Lai Châu,so-ldtbxh@lai-chau.invalid,"
    "0213 000 000,2021-01-01,2025-03-01,\n"
)
SUCCESSOR = "so_nnmt-12,so_nnmt,12,Sở Nông nghiệp và Môi trường,so-nnmt@lai-chau.invalid,,2025-03-01,,\n"
OFFICE = "vpqggn,vpqggn,,Văn phòng Quốc gia về giảm nghèo,vpqggn@viet-nam.invalid,,2021-01-01,,\n"


def written(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "contacts.csv"
    path.write_bytes((header + "".join(rows)).encode(encoding))
    return path


def test_a_body_is_reached_where_it_sits_while_its_contact_holds(tmp_path: Path) -> None:
    contacts = load_contacts(written(tmp_path, LABOUR, SUCCESSOR, OFFICE))
    at_lai_chau = Party("to", "so_ldtbxh", "12")
    assert contacts.of(at_lai_chau, date(2023, 10, 27)) == (
        Address(
            contact_id="so_ldtbxh-12",
            body_code="so_ldtbxh",
            locality_code="12",
            name="Sở Lao động - Thương binh và Xã hội tỉnh Lai Châu",
            email="so-ldtbxh@lai-chau.invalid",
        ),
    )
    assert contacts.of(at_lai_chau, date(2025, 2, 28))
    assert contacts.of(at_lai_chau, date(2025, 3, 1)) == ()
    assert contacts.of(at_lai_chau, date(2020, 12, 31)) == ()
    assert [one.email for one in contacts.of(Party("to", "so_nnmt", "12"), date(2025, 3, 1))] == [
        "so-nnmt@lai-chau.invalid"
    ]
    assert [one.contact_id for one in contacts.of(Party("cc", "vpqggn", None), date(2030, 1, 1))] == ["vpqggn"]
    assert contacts.of(Party("to", "so_ldtbxh", "20"), date(2023, 10, 27)) == ()
    assert contacts.of(Party("cc", "vpqggn", "12"), date(2023, 10, 27)) == ()


def test_two_contacts_of_a_body_are_both_written_to_and_one_address_once(tmp_path: Path) -> None:
    second = LABOUR.replace("so_ldtbxh-12", "so_ldtbxh-12-b").replace("so-ldtbxh@", "giam-ngheo@")
    again = LABOUR.replace("so_ldtbxh-12", "so_ldtbxh-12-c").replace("so-ldtbxh@", "SO-LDTBXH@")
    contacts = load_contacts(written(tmp_path, LABOUR, second, again))
    assert [one.email for one in contacts.of(Party("to", "so_ldtbxh", "12"), date(2023, 10, 27))] == [
        "so-ldtbxh@lai-chau.invalid",
        "giam-ngheo@lai-chau.invalid",
    ]


def test_a_file_as_excel_writes_it_is_read(tmp_path: Path) -> None:
    decomposed = LABOUR.replace("Lai Châu", "Lai\N{NO-BREAK SPACE}Cha\N{COMBINING CIRCUMFLEX ACCENT}u")
    path = written(tmp_path, decomposed, "\n", encoding="utf-8-sig")
    (one,) = load_contacts(path).contacts
    assert one.name_vi == "Sở Lao động - Thương binh và Xã hội tỉnh Lai Châu"
    assert (one.phone, one.valid_to, one.note) == ("0213 000 000", date(2025, 3, 1), None)


@pytest.mark.parametrize(
    "email",
    ["vanthu@so.tinh.vn", "a.b+c@x-1.vn", "o'neil@a.invalid", f"{'a' * 64}@so.vn"],
)
def test_addresses_that_are_taken(tmp_path: Path, email: str) -> None:
    (one,) = load_contacts(written(tmp_path, LABOUR.replace("so-ldtbxh@lai-chau.invalid", email))).contacts
    assert one.email == email


@pytest.mark.parametrize(
    "email",
    [
        "lai-chau.invalid", "@so.vn", "a@", "a@localhost", "a b@so.vn", "a@b@so.vn", "a..b@so.vn", ".a@so.vn",
        "a@so..vn", "a@-so.vn", "sở@so.vn", "a@sở.vn", "<a@so.vn>", "a@so.vn;b@so.vn", f"{'a' * 65}@so.vn",
        f"a@{'b.' * 120}vn",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(tmp_path: Path, email: str) -> None:
    with pytest.raises(ContactsError, match="column email: expected one e-mail address"):
        load_contacts(written(tmp_path, LABOUR.replace("so-ldtbxh@lai-chau.invalid", email)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("so_ldtbxh-12,", ",", "line 3, column contact_id: expected a value, found ''; fill it in"),
        (",so_ldtbxh,", ",so_ldtbx,", "column body_code: expected a code of the reference data, found 'so_ldtbx'"),
        (",12,", ",99,", "column locality_code: expected a code of the reference data, found '99'"),
        ("2021-01-01", "01/01/2021", "column valid_from: expected a date YYYY-MM-DD, found '01/01/2021'"),
        ("2021-01-01", "20210101", "column valid_from: expected a date YYYY-MM-DD, found '20210101'"),
        ("2021-01-01", "", "column valid_from: expected a value, found ''"),
        ("2025-03-01", "2021-01-01", "column valid_to: expected nothing or a day after valid_from, 2021-01-01, found"),
        ("Lai Châu", "Lai\tChâu", "column name_vi: expected text in one line without control characters"),
        ("Lai Châu", "Lai\N{RIGHT-TO-LEFT OVERRIDE}Châu", "column name_vi: expected text in one line"),
        (
            "so-ldtbxh@lai-chau.invalid",
            '"so-ldtbxh@lai-chau.invalid\nBcc: x@y.vn"',
            r"line 3, column email: expected text in one line without control characters, found 'so-ldtbxh@lai-chau."
            r"invalid\nBcc: x@y.vn'",
        ),
        ("0213 000 000", "0213, 000", "line 3: expected 9 cells, found 10"),
    ],
)
def test_a_row_that_will_not_do_is_named_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = written(tmp_path, OFFICE, LABOUR.replace(old, new))
    with pytest.raises(ContactsError) as raised:
        load_contacts(path, bodies={"so_ldtbxh", "vpqggn"}, localities={"12"})
    assert str(raised.value).startswith(f"{path}, line 3")
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(ContactsError, match="line 4, column contact_id: expected an id that no other row has"):
        load_contacts(written(tmp_path, LABOUR, OFFICE, LABOUR))


def test_the_line_is_that_of_the_file_also_behind_empty_lines(tmp_path: Path) -> None:
    with pytest.raises(ContactsError, match="line 5, column email"):
        load_contacts(written(tmp_path, LABOUR, "\n\n", OFFICE.replace("@", " ")))


def test_files_that_are_no_list_of_contacts(tmp_path: Path) -> None:
    with pytest.raises(ContactsError, match=r"cannot be read .*GNBV_CONTACTS"):
        load_contacts(tmp_path / "absent.csv")
    with pytest.raises(ContactsError, match=r"contacts\.csv: expected the columns contact_id,.*found an empty file"):
        load_contacts(written(tmp_path, header=""))
    with pytest.raises(ContactsError, match=r"line 1: expected the columns contact_id,.*found name,email"):
        load_contacts(written(tmp_path, header="name,email\n"))
    with pytest.raises(ContactsError, match="line 2: expected UTF-8 text"):
        load_contacts(written(tmp_path, "Sở\n", encoding="utf-16-le", header="\n"))
    with pytest.raises(ContactsError, match="line 2: expected CSV, found a broken row"):
        load_contacts(written(tmp_path, '"a"b,c\n'))
    with pytest.raises(ContactsError, match="line 2: expected CSV, found a broken row"):
        load_contacts(written(tmp_path, LABOUR.replace("Lai", '"Lai').replace(",Sở", ',"Sở')))


def codes(seed: str, column: str) -> set[str]:
    with (PROJECT / "dbt_project" / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as stream:
        return {row[column] for row in csv.DictReader(stream)}


def test_the_samples_and_the_example_of_the_guide_name_bodies_and_places_that_are_there(tmp_path: Path) -> None:
    example = tmp_path / "contacts.csv"
    example.write_text(GUIDE.partition("## Contacts")[2].partition("```\n")[2].partition("```")[0], encoding="utf-8")
    bodies = codes("policy/reporter_bodies", "body_code")
    localities = (
        codes("geography/provinces", "province_code")
        | codes("geography/districts", "district_code")
        | codes("geography/communes", "commune_code")
    )
    shown = load_contacts(example, bodies=bodies, localities=localities)
    samples = load_contacts(PROJECT / "samples" / "contacts.csv", bodies=bodies, localities=localities)
    lai_chau = Party("to", "so_ldtbxh", "12"), date(2023, 10, 27)
    assert [one.email for one in shown.of(*lai_chau)] == ["so-ldtbxh@lai-chau.invalid"]
    assert [one.email for one in samples.of(*lai_chau)] == ["so-ldtbxh@lai-chau.invalid"]
    assert [one.email for one in samples.of(Party("to", "ubnd_xa", "06340"), date(2024, 6, 1))] == [
        "ubnd-xa@tan-tri.bac-son.lang-son.invalid"
    ]
