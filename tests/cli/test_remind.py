"""`gnbv remind` over the samples: who is reminded of what as of a date, why others are not, and what proves a name."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from delivery import published_marts
from delivery.reminders import Proof, ReturnProof, explain_reporter
from delivery.reminders.proof_model import Document, Look, Unplaced
from gnbv.commands.remind_list import REMIND_COLUMNS
from gnbv.commands.remind_proof import proof_lines
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Run

AS_OF = ("--as-of", "2023-10-27")
COORDINATION = (*AS_OF, "--return-type", "coordination_6m")


def explained(run: Run, *arguments: str) -> str:
    """What `--explain` prints, each run of blanks one."""
    ran = run("remind", *arguments)
    assert (ran.code, ran.err) == (0, "")
    return re.sub(r"\s+", " ", ran.out)


def test_the_28_missing_are_in_the_first_tier_and_lai_chau_is_asked_for_its_document(run: Run) -> None:
    rows = run("remind", *COORDINATION, "--format", "csv").rows()
    assert Counter((row["tier"], row["fault"]) for row in rows) == {
        ("first", "no_programme"): 9,
        ("first", "not_sent"): 19,
        ("first", "document_missing"): 1,
        ("thanks", "late"): 23,
    }
    late = run("late", *COORDINATION, "--format", "csv").rows()
    missing = {row["locality_code"] for row in late if row["status"] == "overdue"}
    assert {row["locality_code"] for row in rows if row["fault"] in ("no_programme", "not_sent")} == missing
    assert [row["locality"] for row in rows if row["fault"] == "document_missing"] == ["Lai Châu"]


def test_a_row_says_what_is_wrong_which_tier_and_whom_it_goes_to(run: Run) -> None:
    ran = run("remind", *COORDINATION, "--format", "csv")
    assert ran.out.splitlines()[0] == ",".join(REMIND_COLUMNS)
    rows = {row["locality"]: row for row in ran.rows()}
    told = (
        "locality_code", "due_at", "status", "days_late", "reasons", "fault", "tier", "reply_days", "eligible_on",
        "reminders_sent", "recipients", "reminder_key",
    )  # fmt: skip
    assert [rows["Hải Phòng"][name] for name in told] == [
        "31", "2023-06-25T00:00+07:00", "overdue", "124", "no_document; no_programme", "no_programme", "first", "5",
        "2023-06-26", "0", "to:so_ldtbxh@31", "coordination_6m:2023-H1:31:first",
    ]  # fmt: skip
    assert ran.err == "note: 11 returns that nobody is reminded of are left out; --all lists them with the reason\n"


def test_all_lists_the_absent_with_the_reason(run: Run) -> None:
    ran = run("remind", *AS_OF, "--all", "--format", "json")
    rows = json.loads(ran.out)
    assert (len(rows), ran.err) == (127, "")
    absent = Counter((row["return_type"], row["reason"]) for row in rows if not row["is_listed"])
    assert absent == {
        ("coordination_6m", "received_on_time"): 11,
        ("coordination_programme", "received_on_time"): 52,
        ("coordination_programme", "no_due_date"): 10,
        ("coordination_9m", "received_on_time"): 1,
    }
    assert all(row["reminder_key"] is None and row["tier"] is None for row in rows if not row["is_listed"])


def test_the_table_puts_the_missing_first_counts_and_says_what_to_ask_next(run: Run) -> None:
    out = run("remind", *COORDINATION).out
    assert out.index("Cà Mau") > out.index("Sóc Trăng") > out.index("Lào Cai")
    assert (
        "52 of 63 reminded: 29 first (19 not sent, 9 no programme, 1 document missing), 23 thanks (23 late); "
        "11 not: 11 received on time"
    ) in out
    assert "gnbv remind --as-of 2023-10-27 -t coordination_6m --all" in out
    assert "gnbv remind --as-of 2023-10-27 -t coordination_6m --explain 10" in out
    assert "gnbv remind --as-of 2023-10-27 -t coordination_6m --draft" in out
    assert "Cao Bằng" not in out
    every = run("remind", *COORDINATION, "--all").out
    assert re.search(r"04 +Cao Bằng +received on time +on_time +1041/BC-SLĐTBXH +23/06/2023", every)


def test_a_day_on_which_nothing_was_owed_yet(run: Run) -> None:
    assert run("remind", "--as-of", "2022-01-01").out == "No return was owed as of 01/01/2022.\n"
    assert run("remind", "--as-of", "2022-01-01", "--format", "csv").rows() == []


def test_before_the_date_all_who_have_not_sent_are_told_of_it(run: Run) -> None:
    rows = run("remind", "--as-of", "2023-06-22", "-t", "coordination_6m", "--format", "csv").rows()
    assert Counter((row["tier"], row["fault"]) for row in rows) == {("before_3", "not_yet_due"): 56}


def test_the_workbook_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "nhac.xlsx"
    ran = run("remind", *COORDINATION, "--format", "xlsx", "-o", str(target))
    assert (ran.code, ran.out) == (0, "")
    book = openpyxl.load_workbook(target)
    assert (book["Danh sách"].max_row, book["Không nhắc"].max_row) == (53, 12)


def test_lai_chau_is_not_missing_and_the_proof_says_on_whose_word(run: Run) -> None:
    out = explained(run, *COORDINATION, "--explain", "12")
    assert "tỉnh Lai Châu (12): 1 owed, 1 to be reminded of" in out
    assert "REMINDED: First reminder. The document itself is asked for." in out
    assert "Not among the missing: 1317/BC-SLĐTBXH of 10/08/2023 counts as sent, 46 days late. But no file" in out
    assert "version 12-1@2008-08-01, in force 01/08/2008 - 30/06/2025)" in out
    assert "329/CV-VPQGGN (duty 109-6T, in force 11/01/2023 - 28/02/2025)" in out
    assert "asked for by 329/CV-VPQGGN (14/06/2023) due to be received before 25/06/2023 00:00" in out
    assert "12-lai-chau, a source of its own: last looked at" in out
    assert ", 0 files there" in out
    assert (
        "bo-ldtbxh, register 150/BC-LĐTBXH of 27/10/2023, Phụ lục II, has a mark or a document of 35, "
        "this one among them"
    ) in out
    assert (
        "1317/BC-SLĐTBXH of 10/08/2023: document number known, not marked; register 150-BC-LDTBXH.xlsx, Phụ lục II, "
        "cell D19, line 278; “13 | Lai Châu | | 1317/BC-SLĐTBXH | 10/08/2023 | 278”"
    ) in out
    assert "this tier First reminder, from 26/06/2023, 1 day after the due date, 5 working days to answer" in out
    assert "goes to Sở Lao động - Thương binh và Xã hội (tỉnh Lai Châu) <so-ldtbxh@lai-chau.invalid>" in out


def test_hai_phong_is_missing_and_the_register_that_names_others_does_not_name_it(run: Run) -> None:
    out = explained(run, *COORDINATION, "--explain", "Hải Phòng")
    assert "REMINDED: First reminder. No programme issued, no return sent." in out
    assert (
        "Among the missing: nothing that counts as sent was there by the end of 27/10/2023, "
        "124 days after the stated date"
    ) in out
    assert "Phụ lục II, has a mark or a document of 35, this one not among them" in out
    assert "what came nothing reminded before never" in out


def test_what_came_late_is_proven_by_its_file_and_by_the_register(run: Run) -> None:
    out = explained(run, *COORDINATION, "--explain", "20")
    assert "REMINDED: Thanks for a late return. Returned late." in out
    assert "Not among the missing: 304/BC-SLĐTBXH of 22/08/2023 counts as sent, 58 days late." in out
    assert "304/BC-SLĐTBXH of 22/08/2023: document number known; file 304-BC-SLDTBXH.xlsx, Thông tin văn bản" in out
    assert "(assumed: taken to be the document's date, not recorded on arrival); known from 22/08/2023" in out
    assert "register 150-BC-LDTBXH.xlsx, Phụ lục II, cell D10, line 269" in out


def test_who_is_absent_is_proven_too(run: Run) -> None:
    on_time = explained(run, *COORDINATION, "--explain", "04")
    assert "tỉnh Cao Bằng (04): 1 owed, 0 to be reminded of" in on_time
    assert "NOT REMINDED: received in time." in on_time
    assert "1041/BC-SLĐTBXH of 23/06/2023 counts as sent, 2 days before the stated date." in on_time
    assert "this tier" not in on_time
    undated = explained(run, *AS_OF, "-t", "coordination_programme", "--explain", "31")
    assert "NOT REMINDED: no due date is stated." in undated
    closed = explained(run, "--as-of", "2025-03-01", "-t", "coordination_6m", "--explain", "31")
    assert "But it is no longer chased: from 01/03/2025 on it stays in the record only." in closed
    early = explained(run, "--as-of", "2024-05-01", "-t", "monitoring_6m", "--explain", "20")
    assert "Not missing: it is due only on 01/06/2024; the first reminder goes out 14 days before." in early
    centre = explained(run, *AS_OF, "--explain", "VN")
    assert "Not among the missing: 150/BC-LĐTBXH of 27/10/2023 counts as sent; no date is stated for it." in centre


def test_on_31_08_2023_nothing_was_known_of_lai_chau(run: Run) -> None:
    out = explained(run, "--as-of", "2023-08-31", "--known", "2023-08-31", "-t", "coordination_6m", "--explain", "12")
    assert "Among the missing: nothing that counts as sent was there by the end of 31/08/2023, 67 days after" in out
    assert "12-lai-chau, a source of its own: no look is recorded by 31/08/2023" in out
    assert "what came nothing" in out


def test_a_mark_alone_is_named_with_its_cell(run: Run) -> None:
    out = explained(run, *AS_OF, "-t", "coordination_programme", "--explain", "79")
    assert (
        "Nothing that counts as sent is known: 150-BC-LDTBXH.xlsx, Phụ lục I cell D55 "
        "has a mark without a document number."
    ) in out
    assert "no document number: claimed, marked; register 150-BC-LDTBXH.xlsx, Phụ lục I, cell D55, line 234" in out


def test_a_place_without_a_source_is_said_to_have_none(run: Run) -> None:
    out = explained(run, "--as-of", "2024-06-15", "--explain", "06325")
    assert "no source of its own is known: nothing it may have sent could be looked at" in out


def test_no_line_of_a_proof_is_wider_than_a_screen_and_a_return_fits_one(run: Run) -> None:
    lines = run("remind", *COORDINATION, "--explain", "79").out.splitlines()
    assert max(len(line) for line in lines) <= 120
    assert len(lines) <= 40


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("Lai Châu", "tỉnh Lai Châu (12): 2"),
        ("lai chau", "tỉnh Lai Châu (12): 2"),
        ("TP.HCM", "TP Hồ Chí Minh (79): 2"),
        ("thanh pho hai phong", "thành phố Hải Phòng (31): 2"),
        ("vn", "Việt Nam (VN): 1"),
        ("Bac Son", "huyện Bắc Sơn (185): 0"),
        ("xã Long Đống", "xã Long Đống (06328): 0"),
    ],
)
def test_a_place_is_found_by_code_or_name_with_or_without_marks(run: Run, asked: str, first: str) -> None:
    assert run("remind", *AS_OF, "--explain", asked).out.startswith(first)


def test_a_province_merged_since_is_found_by_its_old_name(run: Run) -> None:
    out = run("remind", "--as-of", "2025-08-01", "--explain", "Hà Giang").out
    assert out.startswith("tỉnh Hà Giang (02): ")


def test_what_cannot_be_asked_is_refused_in_one_line(run: Run, tmp_path: Path) -> None:
    ran = run("remind", *AS_OF, "--explain", "Lai Chou")
    assert ran.code == 2
    assert ran.err.startswith("gnbv: no locality is called 'Lai Chou'; nearest: tỉnh Lai Châu (12)")
    several = run("remind", *AS_OF, "--explain", "tan lap")
    assert several.code == 2
    assert "'Tân Lập' is the name of several localities: xã Tân Lập (01159)," in several.err
    assert "and 18 more; give the code of one" in several.err
    assert "leave out '--format csv'" in run("remind", *AS_OF, "--explain", "12", "--format", "csv").err
    assert "leave out --all, --draft and --out" in run("remind", *AS_OF, "--explain", "12", "--draft").err
    assert "leave out --format, --output and --all" in run("remind", *AS_OF, "--draft", "--all").err
    assert "add '-o FILE.xlsx'" in run("remind", *AS_OF, "--format", "xlsx").err
    unknown = run("remind", *AS_OF, "-t", "x", "--explain", "12")
    assert (unknown.code, unknown.err.startswith("gnbv: unknown return type 'x': expected one of")) == (1, True)


def test_the_proof_as_json_holds_what_the_text_says(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "proof.json"
    ran = run("remind", *COORDINATION, "--explain", "12", "--format", "json", "-o", str(target))
    assert (ran.code, ran.out) == (0, "")
    held = json.loads(target.read_text(encoding="utf-8"))
    assert (held["as_of"], held["locality"]["name"], held["own_sources"]) == (
        "2023-10-27",
        "tỉnh Lai Châu",
        ["12-lai-chau"],
    )
    (one,) = held["returns"]
    assert (one["decision"]["fault"], one["decision"]["due_at"]) == ("document_missing", "2023-06-25T00:00:00+07:00")
    assert (one["documents"][0]["cell"], one["registers"][0]["named"]) == ("D19", 35)
    assert one["addressees"][0]["addresses"][0]["email"] == "so-ldtbxh@lai-chau.invalid"
    assert "words" not in held


@pytest.fixture
def hai_phong(sample_workspace: Workspace) -> Proof:
    """A proof to be changed into cases the samples do not hold."""
    db = published_marts(sample_workspace.published)
    return explain_reporter(db, "31", date(2023, 10, 27), return_type="coordination_6m", senders={})


def shown(proof: Proof, one: ReturnProof) -> str:
    return re.sub(r"\s+", " ", " ".join(proof_lines(replace(proof, returns=(one,)), 120)))


def test_a_tier_that_waits_says_until_when_and_since_when(hai_phong: Proof) -> None:
    (one,) = hai_phong.returns
    waits = replace(
        one.decision, is_listed=False, reason="tier_waits", tier=None, tier_no=2, eligible_on=date(2023, 11, 4),
        reminders_sent=1, last_reminded_on=date(2023, 10, 20), recipients=(),
    )  # fmt: skip
    out = shown(hai_phong, replace(one, decision=waits, addressees=()))
    assert "NOT REMINDED: the next tier waits for its day." in out
    assert "But the next tier waits until 04/11/2023; the last reminder went out on 20/10/2023." in out
    assert "next tier Second reminder, from 04/11/2023, 15 days after the last, 5 working days to answer" in out
    used = replace(waits, reason="tiers_used", reminders_sent=4)
    assert "But it was reminded already: 4 recorded, the last on 20/10/2023." in shown(
        hai_phong, replace(one, decision=used)
    )
    ahead = replace(waits, reason="already_reminded", phase="before_due", due_on=date(2023, 11, 1))
    told = shown(hai_phong, replace(one, decision=ahead))
    assert "Not missing: it is due only on 01/11/2023; nothing that counts as sent is there yet. But it was" in told


def test_an_exemption_is_worded_as_it_was_recorded(hai_phong: Proof) -> None:
    (one,) = hai_phong.returns
    exempt = replace(
        one.decision, is_listed=False, reason="exempt", status="exempt", is_exempt=True, reasons=("exempted",),
        exemption_reason="bão số 3",
    )  # fmt: skip
    out = shown(hai_phong, replace(one, decision=exempt))
    assert "NOT REMINDED: exempt." in out
    assert "exempt yes, bão số 3" in out
    group = replace(one, decision=exempt, owed=replace(one.owed, precondition="poor_district"))
    assert "exempt yes, bão số 3, owed by the group poor_district only" in shown(hai_phong, group)
    owes = replace(one, owed=replace(one.owed, precondition="poor_district"))
    assert "no exemption is recorded; it belongs to the group poor_district, who owe it" in shown(hai_phong, owes)


def test_what_was_sent_back_and_what_nobody_could_place_is_named(hai_phong: Proof) -> None:
    (one,) = hai_phong.returns
    seen = datetime(2023, 6, 20, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    rejected = Document(
        evidence_key=None, submission_key="s1", kind="cover", evidence=None, has_mark=None, document_no=None,
        document_on=None, received_at=seen, arrival_basis="recorded", known_from=seen, source_id="31-hai-phong",
        path="bao-cao.xlsx", version=2, state="rejected", reason="tổng không khớp", sheet=None, cell=None, line=None,
        raw_text=None,
    )  # fmt: skip
    sent_back = replace(one, decision=replace(one.decision, fault="rejected"), documents=(rejected,))
    out = shown(hai_phong, sent_back)
    assert "Among the missing: what came was sent back (bao-cao.xlsx, version 2: tổng không khớp)." in out
    assert (
        "no document number: REJECTED: tổng không khớp; file bao-cao.xlsx, version 2; "
        "received 20/06/2023 (recorded on arrival); known from 20/06/2023"
    ) in out
    unplaced = Unplaced("31-hai-phong", "scan001.pdf", "quarantined", "không rõ là báo cáo gì", seen)
    told = shown(replace(hai_phong, unplaced=(unplaced,)), one)
    assert "belong to no return; one may be what is missed: scan001.pdf (31-hai-phong), quarantined" in told
    assert "20/06/2023 08:30: không rõ là báo cáo gì" in told


def test_a_source_that_could_not_be_read_is_no_proof_of_absence(hai_phong: Proof) -> None:
    (one,) = hai_phong.returns
    seen = datetime(2023, 10, 26, 7, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    own = replace(hai_phong, own_sources=("31-hai-phong",))
    broken = Look("31-hai-phong", seen, "failed", "không mở được", 0, None)
    assert "last looked at 26/10/2023 07:00, NOT READ, không mở được, never listed" in shown(
        own, replace(one, looks=(broken,))
    )
    later = replace(broken, listed_at=seen.replace(day=25))
    assert "NOT READ, không mở được, last listed 25/10/2023 07:00" in shown(own, replace(one, looks=(later,)))
    early = Look("31-hai-phong", seen.replace(month=6, day=24), "empty", None, 0, None)
    told = shown(own, replace(one, looks=(early,)))
    assert "last looked at 24/06/2023 07:00, BEFORE IT WAS DUE, 0 files there" in told
    since = replace(early, attempted_at=seen.replace(month=6, day=25))
    assert "last looked at 25/06/2023 07:00, 0 files there" in shown(own, replace(one, looks=(since,)))


def test_without_contacts_or_sources_the_proof_says_so(hai_phong: Proof) -> None:
    (one,) = hai_phong.returns
    assert hai_phong.own_sources == ("31-hai-phong",), "its receipts say whose they are, whatever the sources hold now"
    out = shown(replace(hai_phong, own_sources=()), one)
    assert "no source of its own is known" in out
    assert "goes to Sở Lao động - Thương binh và Xã hội (thành phố Hải Phòng) more" in out
    nobody = replace(one, addressees=tuple(replace(to, addresses=()) for to in one.addressees))
    assert "(thành phố Hải Phòng): NO CONTACT" in shown(hai_phong, nobody)


def test_a_draft_is_written_and_nothing_is_sent(run: Run, tmp_path: Path) -> None:
    ran = run("remind", *AS_OF, "-t", "coordination_programme", "--out", str(tmp_path / "du-thao"))
    assert (ran.code, ran.err) == (0, "1 reminder drafted as of 2023-10-27; nothing was sent\n")
    held = json.loads((Path(ran.out.strip()) / "list.json").read_text(encoding="utf-8"))
    assert [one["reminder_key"] for one in held["messages"]] == ["coordination_programme:2021-2025:79:first"]
