"""`sources.yml` and folders of localities: what is accepted, and what people are told when it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake_fakes import SEEDS

from ingestion import Reference, SourceEntry, SourcesError, load_sources, sources_from_folder
from ingestion.sources import slug

LANG_SON = 'id: 20-lang-son, name: Lạng Sơn, level: province, locality_code: "20"'


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load(SEEDS)


def _file(folder: Path, text: str) -> Path:
    place = folder / "sources.yml"
    place.write_text(text, encoding="utf-8")
    return place


def test_an_entry_is_read_with_its_folder_beside_the_file(tmp_path: Path) -> None:
    place = _file(
        tmp_path,
        "arrivals: so-cong-van-den.csv\n"
        "max_megabytes: 20\n"
        "sources:\n"
        f"  - {{{LANG_SON}, url: nop/20}}\n"
        "  - {id: bo, name: Bộ, level: country, locality_code: VN, url: 's3://kho/bo', max_megabytes: 5, "
        "arrivals: den.csv}\n",
    )

    assert load_sources(place) == [
        SourceEntry("20-lang-son", "Lạng Sơn", "province", "20", str(tmp_path / "nop/20"), "so-cong-van-den.csv", 20),
        SourceEntry("bo", "Bộ", "country", "VN", "s3://kho/bo", "den.csv", 5),
    ]


def test_a_code_without_quotes_keeps_its_zero(tmp_path: Path) -> None:
    place = _file(tmp_path, "sources:\n  - {id: hn, name: Hà Nội, level: province, locality_code: 01, url: /nop/01}\n")

    (entry,) = load_sources(place)

    assert (entry.locality_code, entry.url) == ("01", "/nop/01")
    assert (entry.arrivals, entry.max_megabytes) == ("arrivals.csv", 100)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sources: []", r"sources\.yml: sources: .*; correct it"),
        ("", r"sources\.yml: content: .*; correct it"),
        ("sources:\n  - {id: a, name: A", r"sources\.yml, line \d: not valid YAML"),
        ("sources:\n  - 20-lang-son\n", r"sources\.yml, entry 1 \(not a mapping\): content: "),
        (f"sources:\n  - {{{LANG_SON}}}\n", r"sources\.yml, entry 1 \(20-lang-son\): url is missing; add it"),
        (f"sources:\n  - {{{LANG_SON}, url: a, urls: b}}\n", r"urls is not a known setting; remove it or correct"),
        (
            "sources:\n  - {id: a, name: A, level: tỉnh, locality_code: '20', url: a}\n",
            r"entry 1 \(a\): level: Input should be 'country', .* 'district' or 'commune', found 'tỉnh'; correct it",
        ),
        (
            "sources:\n  - {id: a, name: A, level: province, locality_code: '1', url: a}\n",
            r"entry 1 \(a\): locality_code: expected two digits \(20\) for level province, found '1'; correct",
        ),
        (
            f"sources:\n  - {{{LANG_SON}, url: a}}\n  - {{{LANG_SON}, url: b}}\n",
            r"entry 2 \(20-lang-son\): id '20-lang-son' is already that of entry 1; each locality needs its own",
        ),
        (
            f"sources:\n  - {{{LANG_SON}, url: a}}\n"
            "  - {id: b, name: B, level: province, locality_code: '04', url: x/../a}\n",
            r"entry 2 \(b\): url '.*/a' is already that of entry 1",
        ),
        (
            f"sources:\n  - {{{LANG_SON}, url: a}}\n"
            "  - {id: b, name: B, level: district, locality_code: '182', url: a/182}\n",
            r"entry 2 \(b\): its folder lies inside that of 20-lang-son, .* give each locality a folder of its own",
        ),
        (f"sources:\n  - {{{LANG_SON}, url: 'sftp://host/nop'}}\n", r"url: sftp needs a login; make an Airflow conn"),
        (
            f"sources:\n  - {{{LANG_SON}, url: a, connection: x}}\n",
            r"url: a folder of this machine needs no",
        ),
        (f"sources:\n  - {{{LANG_SON}, url: 'http://host:so/'}}\n", r"url: not an address \(Port .*\); correct it"),
        (f"sources:\n  - {{{LANG_SON}, url: 'imaps://h/', connection: x}}\n", r"url: expected the name of a mailbox f"),
        (f"sources:\n  - {{{LANG_SON}, url: 'imaps://h/A?to=b', connection: x}}\n", r"url: .*after '\?', found 'to'"),
        (f"sources:\n  - {{{LANG_SON}, url: 'imaps://h/A?from=', connection: x}}\n", r"url: from= is empty; say which"),
        (
            f"sources:\n  - {{{LANG_SON}, url: a, timeout_seconds: 0}}\n",
            r"timeout_seconds: .* than 0, found '0'",
        ),
        (
            f"sources:\n  - {{{LANG_SON}, url: 'imaps://h/A', connection: x}}\n"
            "  - {id: b, name: B, level: commune, locality_code: '06151', url: 'imaps://h/A?from=b@b.invalid', "
            "connection: x}\n",
            r"entry 2 \(b\): it would take mails of 20-lang-son too; give each its own senders",
        ),
        (f"sources:\n  - {{{LANG_SON}, url: a, max_megabytes: nhiều}}\n", r"max_megabytes: .*found 'nhiều'"),
        (f"sources:\n  - {{{LANG_SON}, url: a, arrivals: ../x.csv}}\n", r"arrivals: .*found '\.\./x\.csv'"),
        ("sources:\n  - {id: ../x, name: A, level: province, locality_code: '20', url: a}\n", r"id: .*found '\.\./x'"),
    ],
)
def test_a_mistake_is_told_with_its_entry_and_what_to_do(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourcesError, match=message) as error:
        load_sources(_file(tmp_path, text))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("url", ["sftp://nop:hunter2@host/x", "https://hunter2@host/x", "imaps://a:hunter2@h/INBOX"])
def test_a_password_in_an_address_is_refused_and_not_told(tmp_path: Path, url: str) -> None:
    with pytest.raises(SourcesError, match="put it into an Airflow connection, named as connection") as error:
        load_sources(_file(tmp_path, f"sources:\n  - {{{LANG_SON}, url: '{url}'}}\n"))
    assert "hunter2" not in str(error.value)


def test_remote_places_are_read_with_their_connection_and_times(tmp_path: Path) -> None:
    place = _file(
        tmp_path,
        "timeout_seconds: 20\n"
        "sources:\n"
        f"  - {{{LANG_SON}, url: 'sftp://h/nop', connection: sftp_20, settle_seconds: 5}}\n"
        "  - {id: mail, name: Hội Hoan, level: commune, locality_code: '06151', connection: thu, timeout_seconds: 9, "
        "url: 'imaps://h/INBOX?from=xa@xa.invalid'}\n"
        "  - {id: mail-2, name: Bắc Sơn, level: district, locality_code: '185', connection: thu, "
        "url: 'imaps://h/INBOX?from=huyen@h.invalid&from=vt@h.invalid'}\n",
    )

    found = [(one.level, one.connection, one.timeout_seconds, one.settle_seconds) for one in load_sources(place)]

    assert found == [
        ("province", "sftp_20", 20.0, 5.0), ("commune", "thu", 9.0, None), ("district", "thu", 20.0, None),
    ]  # fmt: skip


def test_a_missing_file_and_a_foreign_encoding_are_told(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match=r"sources\.yml: cannot be read \(No such file or directory\); check"):
        load_sources(tmp_path / "sources.yml")
    (tmp_path / "sources.yml").write_bytes("name: Lạng Sơn".encode("utf-16"))
    with pytest.raises(SourcesError, match="expected text in UTF-8"):
        load_sources(tmp_path / "sources.yml")


def test_a_tree_of_localities_is_taken_by_code_or_name(tmp_path: Path, reference: Reference) -> None:
    for name in ("20-lang-son", "Cao Bằng", "182", "VN", "08-tuyen-quang", "02-ha-giang", ".git"):
        (tmp_path / name).mkdir()

    entries = sources_from_folder(tmp_path, reference)

    assert [(one.source_id, one.level, one.locality_code, one.name) for one in entries] == [
        ("02-ha-giang", "province", "02", "Hà Giang"),  # dissolved in 2025: its returns of 2023 are still taken
        ("08-tuyen-quang", "province", "08", "Tuyên Quang"),
        ("182-van-lang", "district", "182", "Văn Lãng"),
        ("20-lang-son", "province", "20", "Lạng Sơn"),
        ("04-cao-bang", "province", "04", "Cao Bằng"),
        ("vn-viet-nam", "country", "VN", "Việt Nam"),
    ]
    assert entries[3].url == str(tmp_path / "20-lang-son")


def test_the_folder_of_one_locality_is_one_source(tmp_path: Path, reference: Reference) -> None:
    own = tmp_path / "20-lang-son"
    (own / "2023").mkdir(parents=True)
    (own / "06").mkdir()  # a month; that it is a province's code too says nothing here

    assert [(one.locality_code, one.url) for one in sources_from_folder(own, reference)] == [("20", str(own))]


def test_a_province_that_collects_from_its_districts_is_a_tree(tmp_path: Path, reference: Reference) -> None:
    (tmp_path / "20-lang-son" / "182-van-lang").mkdir(parents=True)
    (tmp_path / "20-lang-son" / "Bắc Sơn").mkdir()

    entries = sources_from_folder(tmp_path / "20-lang-son", reference)

    assert [(one.level, one.locality_code) for one in entries] == [("district", "182"), ("district", "185")]


def test_a_folder_with_sources_yml_uses_it(tmp_path: Path, reference: Reference) -> None:
    _file(tmp_path, f"sources:\n  - {{{LANG_SON}, url: x}}\n")
    (tmp_path / "not a locality").mkdir()

    assert [one.source_id for one in sources_from_folder(tmp_path, reference)] == ["20-lang-son"]


def test_an_unknown_folder_is_told_with_the_nearest_names(tmp_path: Path, reference: Reference) -> None:
    (tmp_path / "Lạng Sown").mkdir()
    with pytest.raises(SourcesError, match=r"'Lạng Sown' is no locality's code or name \(nearest: 20-lang-son"):
        sources_from_folder(tmp_path, reference)
    (tmp_path / "Lạng Sown").rename(tmp_path / "99-lang-sn")
    with pytest.raises(SourcesError, match=r"'99-lang-sn' is no locality's code or name \(nearest: 20-lang-son"):
        sources_from_folder(tmp_path, reference)


def test_files_outside_the_folders_of_localities_are_not_passed_over(tmp_path: Path, reference: Reference) -> None:
    with pytest.raises(SourcesError, match="make one sub-folder per locality"):
        sources_from_folder(tmp_path, reference)
    (tmp_path / "20-lang-son").mkdir()
    (tmp_path / "stray.xlsx").touch()
    with pytest.raises(SourcesError, match=r"'stray\.xlsx' lies outside the folders of the localities"):
        sources_from_folder(tmp_path, reference)
    with pytest.raises(SourcesError, match="no such folder"):
        sources_from_folder(tmp_path / "nowhere", reference)


def test_a_slug_is_a_plain_file_name() -> None:
    assert slug("Đắk Lắk / Tây Nguyên") == "dak-lak-tay-nguyen"
    assert slug("../..") == "source"
    assert len(slug("x" * 500)) == 60
