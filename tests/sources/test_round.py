"""A round: 63 provinces fill in the form, some with one fault; collected from all five kinds of source at once."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import duckdb
import mail_servers
import pytest
import yaml
from openpyxl import load_workbook

from delivery.error_sheets import write_error_sheets
from gnbv import jobs
from gnbv.policy import SEEDS
from gnbv.settings import Workspace
from ingestion import Reference, read_table
from ingestion.workbooks import folder_name
from tests.round.faults import EDIT_FAULTS, REFUSING, VALUE_FAULTS, Expected
from tests.round.making import workbook

PERIOD, RETURN = "2024-H1", "monitoring_6m"
SENT = datetime(2024, 5, 28, 3, 0, tzinfo=UTC)
AS_OF = date(2024, 6, 20)
KINDS = ("folder", "sftp", "s3", "http", "imap")
FAULTS = [*VALUE_FAULTS, *EDIT_FAULTS, *REFUSING]


@dataclass
class Sent:
    """What one province sent: its folder, the fault put in, and what must be said of it."""

    folder: str
    fault: str
    expected: Expected | None


@pytest.fixture
def round_(tmp_path: Path, request: pytest.FixtureRequest, spot_of: Callable[[str], Any]) -> dict[str, Sent]:
    """Write `sources.yml` and every province's workbook to its place; return what was sent, by province code."""
    reference = Reference.load(SEEDS)
    spots = {kind: spot_of(kind) for kind in KINDS}
    names = {kind: spots[kind].entry().connection for kind in KINDS}
    mail_server = request.getfixturevalue("dovecot" if mail_servers.DOVECOT else "pymap")
    faults = itertools.chain(FAULTS, itertools.repeat(""))
    sent, entries = {}, []
    provinces = reference.localities_on("province", date(2024, 6, 30))
    for number, (province, kind) in enumerate(zip(provinces, itertools.cycle(KINDS), strict=False)):
        folder, fault = folder_name(province), next(faults) if number % 3 == 0 else ""
        path = tmp_path / "made" / f"{folder}.xlsx"
        path.parent.mkdir(exist_ok=True)
        expected = workbook(
            path, reference, level="province", code=province.code, return_type=RETURN, period=PERIOD, seed=number,
            fault=fault,
        )  # fmt: skip
        sent[province.code] = Sent(folder, fault, expected)
        spot, content, name = spots[kind], path.read_bytes(), f"Biểu số liệu {PERIOD}.xlsx"
        if kind == "imap":
            sender = f"vanthu@{folder}.invalid"
            mail_server.deliver(spot.folder, _mail(sender, name, content), SENT)
            url = f"{spot.url}?from={sender}"
        else:
            spot.put(f"{folder}/{name}", content)
            url = f"{spot.url.rstrip('/')}/{folder}" + ("/" if kind == "http" else "")
        entry = {
            "id": folder,
            "name": province.name_vi,
            "level": "province",
            "locality_code": province.code,
            "url": url,
        }
        entries.append(entry | ({"connection": names[kind]} if names[kind] else {}))
    content = {"sources": entries, "timeout_seconds": 20, "settle_seconds": 0}
    (tmp_path / "sources.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    assert len(sent) == 63 and {one.fault for one in sent.values()} >= set(FAULTS)
    return sent


def _mail(sender: str, name: str, content: bytes) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "nop@bo.invalid", "Nộp biểu số liệu"
    made.set_content("Kính gửi quý cơ quan.")
    made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made


@pytest.mark.slow
@pytest.mark.whole_round
def test_a_round_of_63_provinces(round_: dict[str, Sent], tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "var", tmp_path / "sources.yml", ())

    summaries = jobs.collect_all(workspace, "round-1", now=SENT)

    assert [(one.source_id, one.failure) for one in summaries if one.failure] == []
    assert sum(one.files_new for one in summaries) == 63
    findings: dict[str, set[tuple[str, str, str]]] = {code: set() for code in round_}
    for row in read_table(workspace.bronze, "door_finding").to_pylist():
        findings[row["locality_code"]].add((row["rule_id"], row["sheet"] or "", row["cell"] or ""))
    for code, one in round_.items():
        _check_findings(one, findings[code])

    jobs.build(workspace, AS_OF)
    jobs.publish_marts(workspace)
    refused = {code for code, one in round_.items() if one.fault in REFUSING}
    with duckdb.connect(str(workspace.warehouse), read_only=True) as marts:
        _check_marts(marts, refused)

    made = write_error_sheets(
        bronze=workspace.bronze, landing=workspace.landing, seeds=SEEDS, out=workspace.lists / "errors",
        senders={one.source_id: one for one in jobs.sources(workspace)},
    )  # fmt: skip
    sheets = {one.locality_code: one for one in made}
    told = {code for code, one in round_.items() if one.fault and _is_told(one)}
    assert set(sheets) == told
    for code in told:
        _check_error_sheet(sheets[code].path, round_[code])


def _is_told(one: Sent) -> bool:
    """Findings for information alone make no error sheet."""
    return one.fault not in {"formula_not_stored", "hidden_row", "note_below"}


def _check_findings(one: Sent, found: set[tuple[str, str, str]]) -> None:
    if one.expected is None:
        assert found == set(), one.folder
        return
    expected = one.expected
    assert any(
        rule == expected.rule and (sheet, cell) in {(expected.sheet, expected.cell), *expected.may}
        for rule, sheet, cell in found
    ), (one, sorted(found))
    exact = {cell for rule, sheet, cell in found if rule == expected.rule and sheet == expected.sheet}
    assert not expected.cell or expected.cell in exact, (one, sorted(found))
    allowed = {(expected.sheet, expected.cell), *expected.may}
    assert {(sheet, cell) for _, sheet, cell in found} <= allowed, (one, sorted(found))


def _check_marts(marts: duckdb.DuckDBPyConnection, refused: set[str]) -> None:
    status = dict(
        marts.sql(
            f"""
            select status.locality_code, status.status
            from marts.fct_return_status as status
            inner join marts.fct_obligation as owed on status.obligation_key = owed.obligation_key
            where status.return_type = '{RETURN}' and status.period = '{PERIOD}' and owed.reporter_level = 'province'
                and timestamptz '2024-06-20 16:59:59+00' >= status.valid_from
                and timestamptz '2024-06-20 16:59:59+00' < status.valid_to
                and status.known_to > timestamptz '9000-01-01 00:00:00+00'
            """
        ).fetchall()
    )
    assert len(status) == 63
    assert {code for code, one in status.items() if one == "overdue"} == refused
    assert {one for code, one in status.items() if code not in refused} == {"on_time"}
    funds = marts.sql(
        "select count(distinct locality_code), count(*), count(*) filter (where is_counted) from marts.fct_fund "
        f"where period = '{PERIOD}'"
    ).fetchall()[0]
    assert funds[0] == 63 - len(refused) and funds[1] > 10_000 and funds[2] >= 8 * funds[0]
    ((indicators,),) = marts.sql("select count(distinct locality_code) from marts.fct_poverty_indicator").fetchall()
    assert indicators == 63 - len(refused)


def _check_error_sheet(path: Path, one: Sent) -> None:
    assert one.expected is not None
    book = load_workbook(path)
    first = book.worksheets[0]
    assert first.title == "Lỗi cần sửa"
    text = "\n".join(str(cell.value) for row in first.iter_rows() for cell in row if cell.value is not None)
    assert one.expected.rule in text
    assert one.expected.cell in text
