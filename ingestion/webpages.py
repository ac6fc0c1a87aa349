"""Folders a web server shows as an index page: its links are the files. What is no index is told as such.

A login form, a page of apologies with status 200 and a page that links nothing below itself are no empty folders.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import aiohttp
import yarl
from aiohttp import ClientHandlerType, ClientRequest, ClientResponse
from fsspec.asyn import sync, sync_wrapper
from fsspec.implementations.http import HTTPFileSystem, HTTPStreamFile

from ingestion.layouts import layout
from ingestion.place_troubles import is_page, unfinished, web_page

_LARGEST_INDEX = 10 * 10**6


class IndexPages(HTTPFileSystem):  # type: ignore[misc]
    """The files that the index pages of one server link to, below the address asked for; never another server's."""

    cachable = False

    def __init__(
        self,
        url: str,
        *,
        timeout: float,
        headers: Mapping[str, str] | None = None,
        ssl: Any = True,
    ) -> None:
        settings = {
            "timeout": aiohttp.ClientTimeout(total=None, connect=timeout, sock_read=timeout),
            "headers": {"Accept-Encoding": "identity"},
            "middlewares": (_only_to(url, dict(headers or {})),),
            "trust_env": True,
        }
        super().__init__(client_kwargs=settings, ssl=ssl, skip_instance_cache=True)

    def _open(self, path: str, mode: str = "rb", **_: Any) -> HTTPStreamFile:
        # A file is read from its beginning, in one answer; its size is not asked for first.
        return _Answer(self, path, mode, loop=self.loop, session=sync(self.loop, self.set_session), **self.kwargs)

    async def _ls_real(self, url: str, detail: bool = True, **_: Any) -> list[Any]:
        url = url if url.endswith("/") else f"{url}/"
        session = await self.set_session()
        async with session.get(self.encode_url(url), **self.kwargs) as answer:
            self._raise_not_found_for_status(answer, url)
            content = await answer.content.read(_LARGEST_INDEX)
            while more := await answer.content.read(_LARGEST_INDEX - len(content)):
                content += more
            text = content.decode(answer.charset or "utf-8", "replace")
            kind = answer.content_type
        if kind not in ("text/html", "application/xhtml+xml") and not is_page(content):
            raise web_page(f"expected an index page with links to the files, found {kind}")
        page = _Page(url)
        page.feed(text)
        links = page.links()
        if page.asks_password or not (links or page.is_index):
            title = " ".join(page.title.split())[:80]
            raise web_page(f"expected an index page with links to the files, found the web page {title!r}")
        found: list[dict[str, Any]] = [
            {"name": link, "size": None, "type": "directory" if link.endswith("/") else "file"} for link in links
        ]  # fmt: skip
        return found if detail else links


class _Answer(HTTPStreamFile):  # type: ignore[misc]
    """One file as it comes."""

    async def _read(self, num: int = -1) -> bytes:
        try:
            part: bytes = await super()._read(num)
        except aiohttp.ClientPayloadError:
            raise unfinished(f"{unquote(self.url)}: the answer broke off") from None
        return part

    read = sync_wrapper(_read)


def _only_to(url: str, headers: dict[str, str]) -> Callable[..., Awaitable[Any]]:
    """Keep to one server, also when it sends on: credentials are nobody else's."""
    own = yarl.URL(url)

    async def middleware(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        if request.url.origin() != own.origin():
            raise web_page(f"the server sends on to {request.url.origin()}, which was not asked for")
        request.headers.update(headers)
        return await handler(request)

    return middleware


class _Page(HTMLParser):
    """The links of a page, its title and whether it asks for a password."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url, self._in_title = url, False
        self._hrefs: list[str] = []
        self.title, self.asks_password = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag tells."""
        said = dict(attrs)
        self._in_title = tag == "title"
        if tag == "a" and said.get("href"):
            self._hrefs.append(said["href"] or "")
        if tag == "input" and (said.get("type") or "").lower() == "password":
            self.asks_password = True

    def handle_endtag(self, tag: str) -> None:
        """A title ends with its tag."""
        self._in_title = False

    def handle_data(self, data: str) -> None:
        """Keep the words of the title."""
        if self._in_title:
            self.title += data

    @property
    def is_index(self) -> bool:
        """Whether the title is one of those by which web servers head the list of a folder."""
        title = self.title.strip().lower()
        return any(title.startswith(one) for one in layout("web")["index_titles"])

    def links(self) -> list[str]:
        """Return the addresses below the page, each once, as they are to be asked for."""
        base = yarl.URL(self._url)
        root = base.raw_path
        found: dict[str, None] = {}
        for href in self._hrefs:
            try:
                target = yarl.URL(urljoin(self._url, href.strip()))
                is_own = target.origin() == base.origin()
            except ValueError:
                continue
            below = target.raw_path.removeprefix(root)
            # A link to the folder itself sorts its list anew.
            if is_own and target.raw_path.startswith(root) and below and not urlsplit(below).path.startswith("/"):
                found[str(target.with_fragment(None))] = None
        return list(found)
