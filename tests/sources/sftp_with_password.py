"""An SFTP server as a process: `sftp_with_password.py PORT HOME LOGIN PASSWORD`. Keys lie in HOME."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import asyncssh


async def _serve(port: int, home: Path, login: str, password: str) -> None:
    class Door(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, given: str) -> bool:
            return (username, given) == (login, password)

    await asyncssh.listen(
        "127.0.0.1", port, server_factory=Door, server_host_keys=[str(home / "host_key")], sftp_factory=True,
        authorized_client_keys=str(home / "authorized_keys"),
    )  # fmt: skip
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]))
