"""A list sent through the provider's hook to a real server: what arrives, and what two senders make of one list."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sending_facts import PDF, approved, message, sent, told

from gnbv.mailing import SmtpMailer
from tests.soak.faulty_smtp import Office, Plan, office, scripted

MESSAGE_IDS = [
    "<fcd4b6d7ed059987935ed9dd09551341@bo.invalid>",
    "<d1062ba3989a564a03a04fc268a19bae@bo.invalid>",
]


def mailer(opened: Office, monkeypatch: pytest.MonkeyPatch, home: Path) -> SmtpMailer:
    extra = {"from_email": "vpqggn@bo.invalid", "disable_ssl": True, "disable_tls": True, "timeout": 2}
    shown = {"conn_type": "smtp", "host": "127.0.0.1", "port": opened.port, "extra": extra}
    monkeypatch.setenv("AIRFLOW_HOME", str(home / "airflow"))
    monkeypatch.setenv("AIRFLOW_CONN_THU", json.dumps(shown))
    return SmtpMailer("thu", home)


def test_what_arrives_is_what_was_approved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = approved(tmp_path / "draft", message("12"), message("31"))
    with office() as opened:
        result = sent(draft, tmp_path / "ledger", mailer(opened, monkeypatch, tmp_path))
    assert result.counts == {"sent": 2}
    assert [event.note for event in result.events] == ["250 kept as 1", "250 kept as 2"]
    assert opened.message_ids() == MESSAGE_IDS[:2]
    recipients, mail = opened.kept[0]
    assert recipients == ("so_ldtbxh@12.invalid", "ubnd_tinh@12.invalid")
    assert (mail["From"], mail["To"], mail["Cc"]) == (
        "vpqggn@bo.invalid", "so_ldtbxh@12.invalid", "ubnd_tinh@12.invalid",
    )  # fmt: skip
    assert mail["Subject"] == "Đôn đốc báo cáo 6 tháng - Tỉnh 12"
    assert mail["Date"].datetime.isoformat() == "2023-10-30T01:00:01+00:00"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert (plain.get_content().strip(), html.get_content().strip()) == ("Kính gửi Sở.", "<p>Kính gửi Sở.</p>")
    [letter] = mail.iter_attachments()
    assert (letter.get_filename(), letter.get_content()) == ("Công văn đôn đốc - Tỉnh 12.pdf", PDF)


@pytest.mark.parametrize(
    ("plan", "counts", "held"),
    [
        (scripted(("content", "kept_drop")), {"sent": 1, "uncertain": 1}, 2),
        (scripted(("content", "drop")), {"sent": 1, "uncertain": 1}, 1),
        (scripted(("content", "452 full")), {"sent": 2}, 2),
        (scripted(("MAIL", "drop")), {"sent": 2}, 2),
    ],
)
def test_a_message_that_may_have_arrived_is_not_sent_again_one_that_has_not_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plan: Plan, counts: dict[str, int], held: int
) -> None:
    draft = approved(tmp_path / "draft", message("12"), message("31"))
    with office(plan) as opened:
        for run in ("run-1", "run-2"):
            result = sent(draft, tmp_path / "ledger", mailer(opened, monkeypatch, tmp_path), run_id=run)
    assert (result.counts, len(opened.kept)) == (counts, held)
    assert len(set(opened.message_ids())) == held


def test_two_who_send_the_same_list_at_once_send_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = approved(tmp_path / "draft", *(message(f"{code}") for code in range(10, 20)))
    ledger = tmp_path / "ledger"
    with office() as opened, ThreadPoolExecutor(2) as pool:
        way = mailer(opened, monkeypatch, tmp_path)
        results = list(pool.map(lambda run: sent(draft, ledger, way, run_id=run), ("run-1", "run-2")))
    assert sorted(one.sent for one in results) == [0, 10]
    assert [one.counts for one in results] == [{"sent": 10}, {"sent": 10}]
    assert len(opened.kept) == len(set(opened.message_ids())) == 10
    assert [event for event, _, _ in told(ledger)] == ["intended", "sent"] * 10
