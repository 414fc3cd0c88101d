"""One working day of an invented firm, as its border sensor would have captured it."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from agent.craft import ORDERLY, Conversation, Endpoint, Frame, Mishaps, dns_lookup, write_capture
from agent.demo import messages
from agent.demo.people import invent

SEED: Final = 20260316
MORNING: Final = datetime(2026, 3, 16, 9, 30, tzinfo=timezone(timedelta(hours=8)))
BULK_BYTES: Final = 1_300_000
UNTIDY: Final = Mishaps(repeat_every=7, swap_every=5)


class Site(NamedTuple):
    """A server by its name and its address."""

    name: str
    address: str


RESOLVER: Final = "10.20.0.53"
MARKETING: Final = "10.20.3.41"
RESEARCH: Final = "10.20.4.55"
PAYROLL: Final = "10.20.5.20"
BACKUP: Final = "10.20.7.30"
CRM: Final = "10.20.8.16"

# Addresses of cloud regions, so that the embedded database has something to say about them.
MAINLAND_SITE: Final = Site("api.example.cn", "101.200.30.40")
IMPORTER: Final = Site("import.crm.example.com", "44.233.10.25")  # United States
PROVIDER: Final = Site("payroll.example.com", "13.250.20.30")  # Singapore, registered
SYNC: Final = Site("sync.example.net", "18.176.40.50")  # Japan
PUBLISHER: Final = Site("www.example.org", "3.120.10.20")  # Germany
HONG_KONG_OFFICE: Final = Site("files.hk.example.com", "10.80.4.10")  # private, abroad by the policy's override
OVERSEAS_CLIENT: Final = "3.8.10.20"  # United Kingdom


def write_day(path: Path) -> int:
    """Write the day's capture; the number of its frames. The same bytes in every run."""
    return write_capture(path, (frame for scene in _scenes() for frame in scene))


def _scenes() -> Iterator[list[Frame]]:
    yield _lookups()
    yield _client_list_uploaded()
    yield _clients_answered_abroad()
    yield _payroll_approved()
    yield _payroll_out_of_scope()
    yield _clients_to_overseas_office()
    yield _encrypted_bulk()
    yield _clients_inside()
    yield _page_read_abroad()


def _lookups() -> list[Frame]:
    asked = (
        (MARKETING, IMPORTER),
        (PAYROLL, PROVIDER),
        (RESEARCH, HONG_KONG_OFFICE),
        (BACKUP, SYNC),
        (RESEARCH, PUBLISHER),
    )
    resolver = Endpoint(RESOLVER, 53)
    return [
        frame
        for number, (asker, site) in enumerate(asked)
        for frame in dns_lookup(Endpoint(asker, 51_000 + number), resolver, site.name, site.address, _at(number))
    ]


def _client_list_uploaded() -> list[Frame]:
    """A client list goes to a service in the United States, over a poor line."""
    body = messages.upload("客户名单.csv", messages.table(invent(240, SEED + 1)))
    content_type = f"multipart/form-data; boundary={messages.BOUNDARY}"
    asked = messages.request("POST", "/v1/import", IMPORTER.name, body, content_type)
    return _exchange(
        MARKETING, IMPORTER.address, 20, asked, messages.response(b'{"imported":240}', "application/json"), UNTIDY
    )


def _clients_answered_abroad() -> list[Frame]:
    """A mainland server answers a client in the United Kingdom: the answer is what leaves."""
    answer = messages.packed_response(messages.directory(invent(25, SEED + 2)), "application/json")
    return _exchange(
        OVERSEAS_CLIENT,
        MAINLAND_SITE.address,
        45,
        messages.request("GET", "/api/clients?page=3", MAINLAND_SITE.name),
        answer,
    )


def _payroll_approved() -> list[Frame]:
    """Employees to the payroll provider that is in the policy's register."""
    asked = messages.request(
        "POST", "/v2/run", PROVIDER.name, messages.payroll(invent(30, SEED + 3)), "application/json"
    )
    return _exchange(PAYROLL, PROVIDER.address, 70, asked, messages.response(b'{"run":"ok"}', "application/json"))


def _payroll_out_of_scope() -> list[Frame]:
    """The same provider gets resident and card numbers, which its registration does not cover."""
    asked = messages.request("PUT", "/v2/bonus.csv", PROVIDER.name, messages.table(invent(30, SEED + 3)), "text/csv")
    return _exchange(PAYROLL, PROVIDER.address, 95, asked, messages.response(b"", "text/plain"))


def _clients_to_overseas_office() -> list[Frame]:
    """To a 10.x address that only the policy knows to be abroad."""
    asked = messages.request(
        "PUT", "/share/clients.csv", HONG_KONG_OFFICE.name, messages.table(invent(60, SEED + 4)), "text/csv"
    )
    return _exchange(RESEARCH, HONG_KONG_OFFICE.address, 120, asked, messages.response(b"", "text/plain"))


def _encrypted_bulk() -> list[Frame]:
    """More than a megabyte that nobody without the keys can read."""
    random = Random(SEED)
    talk = Conversation(Endpoint(BACKUP, 49_152), Endpoint(SYNC.address, 443), _at(150))
    talk.open()
    talk.say("client", messages.client_hello(SYNC.name, random))
    talk.say("server", messages.server_hello(random))
    talk.say("client", messages.ciphertext(BULK_BYTES, random))
    talk.say("server", messages.ciphertext(300, random))
    talk.close()
    return talk.frames


def _clients_inside() -> list[Frame]:
    """The same kind of data between two inside hosts: nothing leaves."""
    answer = messages.response(messages.directory(invent(50, SEED + 5)), "application/json")
    return _exchange(MARKETING, CRM, 180, messages.request("GET", "/clients", "crm.example.cn"), answer)


def _page_read_abroad() -> list[Frame]:
    """A crossing conversation without personal data."""
    page = messages.response(b"<html><body>Market opening hours</body></html>" * 40, "text/html")
    return _exchange(RESEARCH, PUBLISHER.address, 200, messages.request("GET", "/hours.html", PUBLISHER.name), page)


def _exchange(
    client: str, server: str, after_seconds: int, asked: bytes, answered: bytes, mishaps: Mishaps = ORDERLY
) -> list[Frame]:
    talk = Conversation(Endpoint(client, 49_152 + after_seconds), Endpoint(server, 80), _at(after_seconds))
    talk.open()
    talk.say("client", asked, mishaps)
    talk.say("server", answered, mishaps)
    talk.close()
    return talk.frames


def _at(seconds: int) -> int:
    return int((MORNING + timedelta(seconds=seconds)).timestamp()) * 1_000_000_000
