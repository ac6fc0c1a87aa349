"""IMAP servers for the tests: Dovecot where it is installed, and pymap, each a process of its own on the loopback."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import ssl
import subprocess
import sys
import time
from datetime import datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path

USER, PASSWORD = "nop-bao-cao", "mat-khau-thu-tin"
DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")

_DOVECOT_CONF = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
disable_plaintext_auth = no
auth_failure_delay = 0 secs
mail_location = maildir:{home}/mail/%u
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


class MailServer:
    """A running IMAP server with one mailbox; `tls_port` is None where it speaks in the clear only."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], port: int, tls_port: int | None) -> None:
        self.name, self.process, self.port, self.tls_port = name, process, port, tls_port
        self._office: imaplib.IMAP4 | None = None

    def client(self) -> imaplib.IMAP4:
        """Log in in the clear."""
        box = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        box.login(USER, PASSWORD)
        return box

    def make_folder(self, name: str) -> None:
        self.office.create(name)

    def deliver(self, folder: str, mail: EmailMessage | bytes, received: datetime) -> None:
        """Put a mail into a folder as received at an instant."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=policy.SMTP)
        status, told = self.office.append(folder, "", imaplib.Time2Internaldate(received), raw)
        assert status == "OK", told

    @property
    def office(self) -> imaplib.IMAP4:
        """One login for all that the tests put in (pymap takes its time over each)."""
        self._office = self._office or self.client()
        return self._office

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def dovecot(home: Path, port: int, tls_port: int, cert: Path, key: Path) -> MailServer:
    """Start Dovecot from a configuration and a folder of its own; as root its processes are its usual users'."""
    assert DOVECOT is not None
    me = pwd.getpwuid(os.getuid()).pw_name
    is_root = os.getuid() == 0
    owner = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.getuid())
    settings = {
        "home": home, "port": port, "tls_port": tls_port, "cert": cert, "key": key,
        "internal": "dovecot" if is_root else me, "login": "dovenull" if is_root else me,
        "internal_group": "dovecot" if is_root else grp.getgrgid(os.getgid()).gr_name,
        "uid": owner.pw_uid, "gid": owner.pw_gid,
    }  # fmt: skip
    for folder in ("run", "state", "mail"):
        (home / folder).mkdir(parents=True)
    home.chmod(0o755)
    (home / "mail").chmod(0o777)
    (home / "users").write_text(f"{USER}:{PASSWORD}\n")
    (home / "users").chmod(0o644)
    (home / "dovecot.conf").write_text(_DOVECOT_CONF.format(**settings))
    process = subprocess.Popen([DOVECOT, "-F", "-c", str(home / "dovecot.conf")], stderr=subprocess.DEVNULL)
    return _ready(MailServer("dovecot", process, port, tls_port), home / "log")


def pymap(home: Path, port: int) -> MailServer:
    """Start pymap with its mailbox in memory."""
    home.mkdir(parents=True, exist_ok=True)
    command = [
        str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port), "--no-tls",
        "--no-service", "admin", "--no-service", "managesieve", "dict", "--demo-data", "--demo-user", USER,
        "--demo-password", PASSWORD,
    ]  # fmt: skip
    log = home / "pymap.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream)
    return _ready(MailServer("pymap", process, port, None), log)


def trusting(cert: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(cert))


def _ready(server: MailServer, log: Path) -> MailServer:
    for _ in range(100):
        try:
            with server.client():
                return server
        except OSError:
            if server.process.poll() is not None:
                break
            time.sleep(0.1)
        except imaplib.IMAP4.error:
            break
    server.process.terminate()
    said = log.read_text(errors="replace")[-600:] if log.exists() else "nothing"
    raise RuntimeError(f"{server.name} did not start; its log ends: {said}")
