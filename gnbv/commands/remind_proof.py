"""The proof of one reporter for a terminal: what was decided, why, and what each word of it rests on."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from gnbv.commands.remind_why import days, document_name, tier_of, why
from gnbv.commands.wording import BASIS, day, joined, plain, time

if TYPE_CHECKING:
    from delivery.reminders import Proof, ReturnProof
    from delivery.reminders.proof_model import Addressee, Document, Look, Register, Tier

#: Lines are wrapped at this width at most, texts beside their label.
_WIDEST = 120
_LABEL = 16
_INDENT = 3


def proof_json(proof: Proof) -> bytes:
    """The whole proof as JSON: UTF-8, instants with their offset; the wordings of the codes are left out."""
    held = asdict(proof)
    del held["words"]
    text = json.dumps(held, ensure_ascii=False, indent=2, default=_plain_value)
    return f"{text}\n".encode()


def proof_lines(proof: Proof, width: int) -> list[str]:
    """The lines of a proof: whose it is, a section a return, at the end what nobody could place."""
    width = min(width, _WIDEST)
    listed = sum(1 for one in proof.returns if one.decision.is_listed)
    known = f"as known on {day(proof.known)}" if proof.known else "as known now"
    lines = [
        f"{proof.locality.name} ({proof.locality_code}): {len(proof.returns)} owed, {listed} to be reminded of",
        f"at the end of {day(proof.as_of)} in Viet Nam, {known}; build {proof.build_id}",
    ]
    if not proof.returns:
        lines += ["", "It owes nothing that had been opened by then, and answers for nobody who does."]
    for number, one in enumerate(proof.returns, start=1):
        lines += ["", *_section(number, one, proof, width)]
    return lines + _unplaced(proof, width)


def _section(number: int, one: ReturnProof, proof: Proof, width: int) -> list[str]:
    it, words = one.decision, proof.words
    name = f"{words.return_types.get(it.return_type, it.return_type)}, {words.periods.get(it.period, it.period)}"
    if it.is_listed:
        verdict = f"REMINDED: {words.tiers.get(it.tier or '', it.tier)}. {words.faults.get(it.fault or '', it.fault)}."
    else:
        verdict = f"NOT REMINDED: {words.reasons.get(it.reason or '', it.reason)}."
    facts: list[tuple[str, Sequence[str]]] = [
        ("owed by", [_owed_by(one)]),
        ("owed to", [one.owed.recipient or ""]),
        ("legal basis", [f"{it.legal_basis} (duty {it.duty_id}, {_span(one.owed.duty_from, one.owed.duty_to)})"]),
        ("asked for by", [it.request_document or ""]),
        ("due", [_due(one)]),
        ("exempt", [_exempt(one, proof)]),
        ("counts as sent", [_counts(one, proof)]),
        ("looked for in", _looks(one, proof)),
        ("what came", [_document(document, proof) for document in one.documents] or ["nothing"]),
        ("reminded before", _earlier(one, proof)),
        ("next tier" if it.reason == "tier_waits" else "this tier", [_tier(one, proof)]),
        ("goes to", [_addressee(to) for to in one.addressees if to.role == "to"]),
        ("copies to", [_addressee(to) for to in one.addressees if to.role == "cc"]),
        ("more", [f"gnbv trace {it.obligation_key}"]),
    ]
    lines = _wrapped(f"{number}. {name} ({it.return_type} {it.period})", width, 0)
    lines += _wrapped(verdict, width, _INDENT) + _wrapped(why(one, proof), width, _INDENT) + [""]
    return lines + [line for label, texts in facts for line in _fact(label, texts, width)]


def _owed_by(one: ReturnProof) -> str:
    it = one.decision
    span = _span(one.owed.locality_from, one.owed.locality_to)
    owner = f"{it.body_vi} ({one.owed.locality}, {it.locality_code}; version {one.owed.locality_key}, {span})"
    if (it.addressed_body_code, it.addressed_locality_code) == (it.body_code, it.locality_code):
        return owner
    return f"{owner}; {it.addressed_body_vi} ({it.addressed_locality}) answers for it"


def _due(one: ReturnProof) -> str:
    it = one.decision
    if it.due_at is None:
        return f"no date is stated; opened {day(it.opens_at)}"
    extended = f"extended: {one.owed.extension_reason}" if one.owed.is_extended else None
    chased = f"chased before {day(it.chase_until)}" if it.chase_until else None
    return joined(f"to be received before {time(it.due_at)}", extended, f"opened {day(it.opens_at)}", chased)


def _exempt(one: ReturnProof, proof: Proof) -> str:
    it = one.decision
    group = one.owed.precondition
    if it.is_exempt:
        reasons = "; ".join(proof.words.status_reasons.get(code, code) for code in it.reasons)
        return joined("yes", it.exemption_reason or reasons, f"owed by the group {group} only" if group else None)
    return "no exemption is recorded; " + (f"it belongs to the group {group}, who owe it" if group else "all owe it")


def _counts(one: ReturnProof, proof: Proof) -> str:
    it = one.decision
    least = proof.words.evidence.get(it.received_at_evidence, it.received_at_evidence)
    basis = {"document": "the date of the document", "arrival": "the day it arrived"}[it.date_basis]
    return f"at least: {least}; in time or late by {basis}"


def _looks(one: ReturnProof, proof: Proof) -> list[str]:
    told = []
    for look in one.looks:
        registers = [met for met in one.registers if met.source_id == look.source_id]
        if look.source_id in proof.own_sources:
            told.append(f"{look.source_id}, a source of its own: {_looked(look, one, proof)}")
        told += [f"{_register(met)}: {_looked(look, one, proof)}" for met in registers]
    if not proof.own_sources:
        told.append("no source of its own is known: nothing it may have sent could be looked at")
    return told


def _looked(look: Look, one: ReturnProof, proof: Proof) -> str:
    if look.attempted_at is None:
        return "no look is recorded" + (f" by {day(proof.known)}" if proof.known else "")
    at = f"last looked at {time(look.attempted_at)}"
    if look.state == "failed":
        last = f"last listed {time(look.listed_at)}" if look.listed_at else "never listed"
        return joined(f"{at}, NOT READ", look.reason, last)
    it = one.decision
    is_early = it.phase == "overdue" and it.due_at is not None and look.attempted_at < it.due_at
    return joined(
        at,
        "BEFORE IT WAS DUE" if is_early else None,
        f"{look.files_listed} file{'' if look.files_listed == 1 else 's'} there",
    )


def _register(met: Register) -> str:
    number = f"{met.document_no} of {day(met.document_on)}" if met.document_no else met.path
    named = "this one among them" if met.names_reporter else "this one not among them"
    return f"{met.source_id}, register {number}, {met.sheet}, has a mark or a document of {met.named}, {named}"


def _document(one: Document, proof: Proof) -> str:
    """What it is, where it stands, when it counts from and since when it is known; of a register the row itself."""
    evidence = proof.words.evidence.get(one.evidence, one.evidence) if one.evidence else f"REJECTED: {one.reason}"
    if one.kind == "register":
        mark = "marked" if one.has_mark else "not marked"
        told = [joined(evidence, mark), f"register {_place(one)}", f"“{plain(one.raw_text or '')}”"]
        basis = ""
    else:
        told = [evidence, f"file {_place(one)}"]
        basis = f" ({BASIS.get(one.arrival_basis, one.arrival_basis)})" if one.arrival_basis else ""
    if one.received_at:
        told.append(f"received {day(one.received_at)}{basis}")
    return f"{document_name(one)}: {'; '.join(told)}; known from {day(one.known_from)}"


def _place(one: Document) -> str:
    version = f"version {one.version}" if one.version > 1 else None
    cell = f"cell {one.cell}" if one.cell else None
    return joined(one.path, version, one.sheet, cell, f"line {one.line}" if one.line else None)


def _earlier(one: ReturnProof, proof: Proof) -> list[str]:
    return [
        joined(
            proof.words.tiers.get(said.tier, said.tier),
            f"by {said.channel}",
            said.document_no,
            day(said.sent_on),
        )
        for said in one.earlier
    ] or ["never"]


def _tier(one: ReturnProof, proof: Proof) -> str:
    it, tier = one.decision, tier_of(one)
    if tier is None or not (it.is_listed or it.reason == "tier_waits"):
        return ""
    since = f"from {day(it.eligible_on)}" if it.eligible_on else None
    reply = f"{tier.reply_days} working days to answer" if tier.reply_days else None
    name = proof.words.tiers.get(tier.tier, tier.tier)
    policy = "; ".join(text for text in (tier.legal_basis, tier.reason) if text)
    return joined(name, since, _distance(tier) if it.due_on else None, reply) + (f" [{policy}]" if policy else "")


def _distance(tier: Tier) -> str | None:
    """From when on the tier may go out, as the policy counts it."""
    if tier.days_after_previous is not None:
        return f"{days(tier.days_after_previous)} after the last"
    if tier.days_from_due is None:
        return None
    return f"{days(abs(tier.days_from_due))} {'before' if tier.days_from_due < 0 else 'after'} the due date"


def _addressee(to: Addressee) -> str:
    who = f"{to.body} ({to.place})" if to.place else to.body
    if to.addresses is None:
        return who
    return f"{who} <{', '.join(one.email for one in to.addresses)}>" if to.addresses else f"{who}: NO CONTACT"


def _unplaced(proof: Proof, width: int) -> list[str]:
    if not proof.unplaced:
        return []
    lines = ["", "Files of its sources that were not taken and belong to no return; one may be what is missed:"]
    for one in proof.unplaced:
        text = f"{one.path} ({one.source_id}), {one.state} {time(one.attempted_at)}: {one.reason}"
        lines += _wrapped(plain(text), width, _INDENT)
    return lines


def _span(since: date | None, until: date | None) -> str:
    if since is None:
        return "of unknown validity"
    return f"in force {day(since)} - {day(until - timedelta(days=1))}" if until else f"in force since {day(since)}"


def _fact(label: str, texts: Sequence[str], width: int) -> list[str]:
    """A label and its texts, each on a line of its own and wrapped beside the label; nothing where there is no text."""
    said = [text for text in texts if text]
    lines = [line for text in said for line in _wrapped(text, width - _LABEL - _INDENT, 0, hang=2)]
    labels = [label, *[""] * (len(lines) - 1)]
    return [f"{'':{_INDENT}}{name:<{_LABEL}}{line}" for name, line in zip(labels, lines, strict=False)]


def _wrapped(text: str, width: int, indent: int, hang: int = 0) -> list[str]:
    return textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _plain_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value.model_dump()
