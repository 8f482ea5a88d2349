"""How the program behaves on the network, and how it takes what hostile servers do. No test waits."""

from __future__ import annotations

import email.utils
import gzip
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from federated_sample import Handler, answering, bomb
from pyoxigraph import Store

from kg import __version__
from kg.errors import KgError, UsageError
from kg.net import Manners, Outbound, Request, Response, cache_folder, query_request, user_agent
from kg.wire import is_public

PUBLIC = "93.184.216.34"  # an address of the public Internet, which no test reaches
Odd = Callable[[Handler], None]


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.time, self.slept = 1000.0, []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.time += seconds

    def manners(self, **more: object) -> Manners:
        return Manners(clock=lambda: self.time, now=lambda: self.time, sleep=self.sleep, **more)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ask(clock: Clock, tmp_path: Path) -> Iterator[Callable[..., bytes]]:
    """Ask an address that the user has named; the answer's bytes."""

    def fetch(url: str, body: bytes | None = b"query=ASK", silence: float = 5, **more: object) -> bytes:
        outbound = Outbound("mailto:me@example.org", tmp_path / "cache", clock.manners(**more))
        return outbound.fetch(Request(url, "text/plain", body, silence=silence, local=True)).data

    yield fetch


def served(**odd: Odd) -> object:
    return answering(Store(), **odd)


def said(status: int, data: bytes = b"", **headers: str) -> Odd:
    return lambda handler: handler.say(status, data, "text/plain", **headers)


def failure(ask: Callable[..., bytes], url: str, **more: object) -> str:
    with pytest.raises(KgError) as error:
        ask(url, **more)
    assert not isinstance(error.value, UsageError)
    return str(error.value)


def in_turn(*answers: Odd) -> Odd:
    """One answer after the other; the last one for ever."""
    left = list(answers)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


# --- who asks, and how often ----------------------------------------------------------------------------------------


def test_it_says_who_asks_and_whom_to_write_to(ask: Callable[..., bytes]) -> None:
    with served(well=said(200, b"here")) as server:
        assert ask(server.url("/well")) == b"here"
        ((_, headers, _),) = server.heard
    assert headers["user-agent"].startswith(f"letterkg/{__version__} (mailto:me@example.org) httpx/")
    assert headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize(("contact", "shown"), [("", "(no contact given)"), ("a)\r\nEvil: (b", "(aEvil:b)")])
def test_a_contact_cannot_break_the_header(contact: str, shown: str) -> None:
    agent = user_agent(contact)
    assert shown in agent and "\n" not in agent


def test_busy_servers_are_asked_again_when_they_say(clock: Clock, ask: Callable[..., bytes]) -> None:
    then = email.utils.formatdate(clock.time + 42, usegmt=True)
    turns = in_turn(said(429, Retry_After="7"), said(503, Retry_After=then), said(502), said(200, b"at last"))
    with served(busy=turns) as server:
        assert ask(server.url("/busy")) == b"at last"
        assert len(server.heard) == 4
    assert clock.slept == [
        7,
        35,
        4,
    ]  # as told; until then, of which 7 s are gone; twice as long each time


@pytest.mark.parametrize(
    ("headers", "attempts", "words"),
    [
        ({}, 5, "answered 429 Too Many Requests: calm down\n  too many questions: wait, and ask again"),
        ({"Retry_After": "3"}, 5, "answered 429 Too Many Requests: calm down"),
        ({"Retry_After": "86400"}, 1, "it wants to be left alone for 86400 s"),
        ({"Retry_After": "soon"}, 5, "answered 429"),
    ],
)
def test_always_busy_is_given_up(
    clock: Clock, ask: Callable[..., bytes], headers: dict[str, str], attempts: int, words: str
) -> None:
    with served(busy=said(429, b"calm down", **headers)) as server:
        assert words in failure(ask, server.url("/busy"))
        assert len(server.heard) == attempts
    assert len(clock.slept) == attempts - 1 and sum(clock.slept) < 60


def test_a_connection_that_drops_is_tried_again(ask: Callable[..., bytes]) -> None:
    def slam(handler: Handler) -> None:
        handler.close_connection = True

    with served(slam=in_turn(slam, slam, said(200, b"here"))) as server:
        assert ask(server.url("/slam")) == b"here"
    with served(slam=slam) as server:
        assert "the endpoint cannot be reached" in failure(ask, server.url("/slam"))
        assert len(server.heard) == 5


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_what_is_refused_is_not_asked_again(ask: Callable[..., bytes], status: int) -> None:
    with served(no=said(status, b"<p>no\x1b[31m</p>")) as server:
        message = failure(ask, server.url("/no"))
        assert len(server.heard) == 1
    assert f"answered {status}" in message and "\x1b" not in message and "<" not in message.split(": ", 1)[1]


def test_one_request_at_a_time_and_a_pause_between(clock: Clock, tmp_path: Path) -> None:
    """Four threads at once: the server never sees two, and public hosts are given a second each time."""
    busy, most, seen = threading.Lock(), [], []

    def alone(handler: Handler) -> None:
        most.append(busy.acquire(blocking=False))
        seen.append(handler.query)
        busy.release()  # before the answer: once it is there, the next request may come
        handler.say(200, b"x", "text/plain")

    with served(alone=alone) as server:
        outbound = Outbound("", None, clock.manners())
        requests = [Request(f"{server.url('/alone')}?{n}", "*/*", b"query=%d" % n, local=True) for n in range(4)]
        threads = [threading.Thread(target=outbound.fetch, args=(request,)) for request in requests]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert all(most) and len(seen) == 4 and not clock.slept  # a server of one's own needs no pause

    def found(host: str, port: int) -> list[str]:
        return [PUBLIC]

    def here(_: object) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(b"here"))

    outbound = Outbound("", None, clock.manners(find=found))
    outbound._transport.handle_request = here  # type: ignore[method-assign]
    for named in (False, True, True):
        assert outbound.fetch(Request("http://service.example.org/", "*/*", local=named)).data == b"here"
    assert clock.slept == [1, 1]  # also where the user has named it


# --- the cache ------------------------------------------------------------------------------------------------------


def test_answers_are_kept_as_long_as_the_server_allows(clock: Clock, tmp_path: Path) -> None:
    with served(kept=said(200, b"a", Cache_Control="public, max-age=300"), new=said(200, b"b")) as server:
        outbound = Outbound("", tmp_path / "cache", clock.manners())
        kept = Request(server.url("/kept"), "text/plain", b"query=1", local=True)
        assert [outbound.fetch(kept).kept for _ in range(3)] == [False, True, True]
        assert not outbound.fetch(replace(kept, body=b"query=2")).kept  # another question
        assert not outbound.fetch(replace(kept, accept="text/csv")).kept  # another format
        assert not outbound.fetch(replace(kept, fresh=True)).kept  # asked anew on purpose
        outbound.forget(outbound.fetch(kept))
        assert not outbound.fetch(kept).kept
        new = replace(kept, url=server.url("/new"))
        assert [outbound.fetch(new).kept for _ in range(2)] == [False, False]  # it did not say that it may be kept
        before = len(server.heard)
        assert Outbound("", tmp_path / "cache", clock.manners()).fetch(kept).kept  # another day, another process
        assert len(server.heard) == before
    assert [file.name for file in tmp_path.iterdir()] == ["cache"]


def test_the_cache_is_not_in_the_workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("KG_CACHE")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "letterkg"


def test_a_damaged_cache_is_done_without(ask: Callable[..., bytes], tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "http.db").write_bytes(b"no database" * 1000)
    with served(well=said(200, b"here", Cache_Control="max-age=9")) as server:
        assert [ask(server.url("/well")) for _ in range(2)] == [b"here", b"here"]
        assert len(server.heard) == 2


def test_without_a_place_for_a_cache_it_goes_on(ask: Callable[..., bytes], tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file is in the way")
    with served(well=said(200, b"here")) as server:
        assert ask(server.url("/well")) == b"here"


# --- servers that misbehave -----------------------------------------------------------------------------------------


def test_silence_is_not_waited_for(ask: Callable[..., bytes]) -> None:
    never = threading.Event()
    with served(silent=lambda _: never.wait(20)) as server:
        message = failure(ask, server.url("/silent"), silence=0.2)
        never.set()
    assert "no answer within 0.2 s\n  ask for less at once, or give it longer: --timeout" in message


def test_an_answer_without_end_is_given_up(clock: Clock, ask: Callable[..., bytes]) -> None:
    """Each wait is short, all together are not: the time allowed for the whole ends it."""

    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(10_000):
            clock.time += 10
            handler.wfile.write(b" ")

    def headers(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(10_000):
            clock.time += 10
            handler.wfile.write(b"X-%d: x\r\n" % number)

    with served(drip=drip, headers=headers) as server:
        for path in ("/drip", "/headers"):
            assert "the answer takes too long altogether" in failure(ask, server.url(path), total=60)


@pytest.mark.parametrize(
    "odd",
    [
        said(200, b"half", Content_Length="1000"),
        said(200, gzip.compress(bytes(range(256)) * 40)[:-9], Content_Encoding="gzip"),
        lambda handler: handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nhel"
        ),
    ],
    ids=["announced more", "packed", "chunked"],
)
def test_half_a_body_is_an_error(ask: Callable[..., bytes], odd: Odd) -> None:
    with served(half=odd) as server:
        assert "the answer broke off\n  ask again" in failure(ask, server.url("/half"))
        assert len(server.heard) == 1


def test_what_unpacks_to_too_much_is_not_unpacked(ask: Callable[..., bytes]) -> None:
    packed = bomb(64 * 2**20)
    assert len(packed) < 2**17
    with served(bomb=said(200, packed, Content_Encoding="gzip"), much=said(200, b"x" * (3 * 2**20))) as server:
        for path in ("/bomb", "/much"):
            assert "the answer is larger than 2 MB" in failure(ask, server.url(path), size=2 * 2**20)


def test_packed_answers_are_unpacked(ask: Callable[..., bytes]) -> None:
    twice = gzip.compress(b"one ") + gzip.compress(b"two")
    packed, lie = said(200, twice, Content_Encoding="gzip"), said(200, b"not packed at all", Content_Encoding="gzip")
    with served(packed=packed, lie=lie, other=said(200, b"x", Content_Encoding="br")) as server:
        assert ask(server.url("/packed")) == b"one two"
        assert "is damaged" in failure(ask, server.url("/lie"))
        assert "packed as br, which nobody asked for" in failure(ask, server.url("/other"))


def test_what_is_not_http_is_an_error(ask: Callable[..., bytes]) -> None:
    with served(garbage=lambda handler: handler.wfile.write(b"\0\1\2 nonsense\r\n\r\n")) as server:
        assert failure(ask, server.url("/garbage"))


def test_no_network_is_said(tmp_path: Path, clock: Clock) -> None:
    def find(*_: object) -> list[str]:
        raise OSError(-3, "Temporary failure in name resolution")

    outbound = Outbound("", None, clock.manners(find=find))
    with pytest.raises(KgError, match="cannot be reached: Temporary failure in name resolution") as error:
        outbound.fetch(Request("https://query.example.org/sparql", "*/*"))
    assert "without --live answers from recordings" in str(error.value)


# --- where it may go ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_query_that_is_sent_on_arrives_whole(ask: Callable[..., bytes], status: int) -> None:
    with served(old=said(status, Location="/new?x=1"), new=lambda h: h.say(200, h.query.encode())) as server:
        assert ask(server.url("/old")) == b"ASK"


def test_see_other_is_fetched(ask: Callable[..., bytes]) -> None:
    with served(old=said(303, Location="/new"), new=lambda h: h.say(200, h.command.encode())) as server:
        assert ask(server.url("/old")) == b"GET"


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("/loop", "in a circle"),
        ("/on?1", "on and on: more than 5 times"),
        ("/elsewhere", "it leads to localhost, an address inside this machine or network"),
        ("/metadata", "it leads to 169.254.169.254, an address inside"),
        ("/mapped", "an address inside this machine or network"),
        ("/file", "the server sends us on to file:///etc/passwd"),
        ("/bad", "the server sends us on to http://"),
    ],
)
def test_redirects_that_are_not_followed(ask: Callable[..., bytes], where: str, words: str) -> None:
    def on(handler: Handler) -> None:
        handler.say(302, Location=f"/on?{int(handler.path.partition('?')[2]) + 1}")

    ways: dict[str, Odd] = {
        "loop": said(302, Location="/pool"),
        "pool": said(302, Location="/loop"),
        "on": on,
        "elsewhere": said(307, Location="http://localhost:9/sparql"),
        "metadata": said(302, Location="http://169.254.169.254/latest/"),
        "mapped": said(302, Location="http://[::ffff:127.0.0.1]:9/"),
        "file": said(302, Location="file:///etc/passwd"),
        "bad": said(302, Location="http://[x"),
    }
    with served(**ways) as server:
        message = failure(ask, server.url(where))
        assert words in message and server.url(where) in message
        assert len(server.heard) <= 6


def test_a_public_server_cannot_lead_inside(tmp_path: Path, clock: Clock) -> None:
    """A name that first is public and at the connection is not (DNS rebinding) goes nowhere either."""
    with served(well=said(200, b"secret")) as server:
        answers = iter([[PUBLIC], ["127.0.0.1"]])
        outbound = Outbound("", None, clock.manners(find=lambda *_: next(answers)))
        url = f"http://rebinding.example.org:{server.server_port}/well"
        with pytest.raises(KgError, match=r"it leads to rebinding\.example\.org, an address inside"):
            outbound.fetch(Request(url, "*/*"))
        assert not server.heard


_moved = Response("text/plain", b"", 302)


def test_encryption_is_not_given_up() -> None:
    outbound = Outbound("", None, Manners(find=lambda *_: [PUBLIC], sleep=lambda _: None))
    outbound._read = lambda *_: replace(_moved, headers={"location": "http://plain.example.org/"})  # type: ignore[method-assign]
    with pytest.raises(KgError, match=r"http://plain\.example\.org/, which is not encrypted"):
        outbound.fetch(Request("https://service.example.org/", "*/*"))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        (PUBLIC, True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("192.168.0.1", False), ("172.16.0.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("0.0.0.0", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False), ("::", False),
        ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:10.0.0.1", False), (f"::ffff:{PUBLIC}", True),
        ("64:ff9b::7f00:1", False), ("64:ff9b::5db8:d822", True), ("2002:7f00:1::", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("address", ["ftp://example.org/", "example.org", "http://", "", "http://a b/", "http://[x"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(UsageError, match="is not the address of an endpoint"):
        query_request(address, "ASK {}", "ASK")
