"""The landing zone: every file as it was received, under the sha256 of its content, never changed."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from ingestion.atomic import Staging

_READ_ONLY = 0o444


class LandingDamagedError(RuntimeError):
    """A file of the landing zone no longer holds what its name says; the text names it and says what to do."""


def digest(content: bytes) -> str:
    """Return the sha256 of a content as 64 lower-case hex digits."""
    return sha256(content).hexdigest()


def landing_path(sha: str) -> str:
    """Return where a content lies, relative to the workspace: `landing/sha256/ab/abcd...`."""
    return f"landing/sha256/{sha[:2]}/{sha}"


class Landing:
    """A content-addressed store in the folder `root` (`landing/` of the workspace)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._store = root / "sha256"

    def locate(self, sha: str) -> Path:
        """Return the place of a content, whether it is there or not."""
        return self._store / sha[:2] / sha

    def put(self, content: bytes) -> str:
        """Keep a content and return its sha256; what is already there is checked, not written again.

        Raises LandingDamagedError when the file that is there has another content, OSError when it cannot be written.
        """
        sha = digest(content)
        with Staging() as staging:
            self.stage(staging, content, sha)
            staging.publish()
        return sha

    def stage(self, staging: Staging, content: bytes, sha: str) -> None:
        """Like `put` for a content whose sha256 is known; it is kept once `staging` is published."""
        place = self.locate(sha)
        if place in staging:
            return
        if place.exists():
            self.get(sha)
            staging.rely_on(place)
        else:
            staging.write(place, content, mode=_READ_ONLY)

    def get(self, sha: str) -> bytes:
        """Return a content. Raises FileNotFoundError when it was never kept, LandingDamagedError if it was altered."""
        place = self.locate(sha)
        content = place.read_bytes()
        if digest(content) != sha:
            raise LandingDamagedError(
                f"{place}: expected content with sha256 {sha}, found {digest(content)}; the file was altered or the "
                "disk is failing: move it away, restore it from a backup or let the sender's file be collected again"
            )
        return content
