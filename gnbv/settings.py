"""Where things are: the one place that reads the project's environment variables."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Workspace:
    """The folders one installation works in; see docs/architecture.md, section 3."""

    home: Path
    sources: Path
    policy: tuple[Path, ...] = ()
    contacts: Path = PROJECT / "samples" / "contacts.csv"
    mail: str | None = None
    postgres: str | None = None
    owners: Path | None = None
    lineage: str | None = None

    @classmethod
    def from_env(cls) -> Workspace:
        """Read the variables `GNBV_...` of docs/architecture.md, section 3; nothing is created here."""
        policy = os.environ.get("GNBV_POLICY", "")
        owners = os.environ.get("GNBV_OWNERS")
        return cls(
            home=Path(os.environ.get("GNBV_HOME") or PROJECT / "var").resolve(),
            sources=Path(os.environ.get("GNBV_SOURCES") or PROJECT / "samples" / "sources.yml").resolve(),
            policy=tuple(Path(part).resolve() for part in policy.split(os.pathsep) if part),
            contacts=Path(os.environ.get("GNBV_CONTACTS") or PROJECT / "samples" / "contacts.csv").resolve(),
            mail=os.environ.get("GNBV_MAIL") or None,
            postgres=os.environ.get("GNBV_POSTGRES") or None,
            owners=Path(owners).resolve() if owners else None,
            lineage=os.environ.get("GNBV_LINEAGE") or None,
        )

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    @property
    def bronze(self) -> Path:
        return self.home / "bronze"

    @property
    def warehouse(self) -> Path:
        """The current warehouse file; replaced as a whole, never written in place."""
        return self.home / "warehouse" / "warehouse.duckdb"

    @property
    def builds(self) -> Path:
        return self.home / "warehouse" / "builds"

    @property
    def published(self) -> Path:
        return self.home / "published"

    @property
    def quality(self) -> Path:
        return self.home / "quality"

    @property
    def lists(self) -> Path:
        return self.home / "lists"

    @property
    def explanations(self) -> Path:
        """The ledger of explanations: append-only, never made again by a build."""
        return self.home / "ledgers" / "explanations"

    @property
    def reminders(self) -> Path:
        """The ledger of reminders: append-only, never made again by a build."""
        return self.home / "ledgers" / "reminders"

    @property
    def runs(self) -> Path:
        """The ledger of what ran: append-only, never made again by a build."""
        return self.home / "ledgers" / "runs"

    @property
    def site(self) -> Path:
        """The status sites, one folder a build, and the link `current`."""
        return self.home / "site"
