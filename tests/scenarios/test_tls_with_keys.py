"""A real TLS connection leaves the mainland: with its key log it is read, without it is opaque."""

import datetime
import json
import ssl
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from agent.cli import main
from agent.craft import Conversation, Endpoint, write_capture
from agent.demo import messages
from agent.demo.people import invent

NOON_NS = 1_770_000_000_000_000_000


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "crm.example.com")])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(start).not_valid_after(start + datetime.timedelta(days=9000))
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(pem, form, serialization.NoEncryption())
    path.write_bytes(secret + built.sign(key, hashes.SHA256()).public_bytes(pem))
    return path


@pytest.fixture(params=["TLSv1_3", "TLSv1_2"])
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def captured(version: str, certificate: Path, tmp_path: Path) -> Path:
    """A capture of an upload of three people, and app.keys beside it."""
    client, server = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.keylog_filename = str(tmp_path / "app.keys")
    server.load_cert_chain(certificate)
    server.minimum_version = server.maximum_version = ssl.TLSVersion[version]
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (client.wrap_bio(back, there, server_hostname="crm.example.com"), server.wrap_bio(there, back, True))
    talk = Conversation(Endpoint("10.20.3.41", 40_000), Endpoint("44.233.10.25", 443), NOON_NS)
    talk.open()
    done = [False, False]
    while not all(done):
        for side, wire in enumerate((there, back)):
            try:
                ends[side].do_handshake()
                done[side] = True
            except ssl.SSLWantReadError:
                pass
            said = wire.read()
            if said:
                talk.say("server" if side else "client", said)
                wire.write(said)
    ends[0].write(upload())
    talk.say("client", there.read())
    talk.close()
    write_capture(tmp_path / "trace.pcap", talk.frames)
    return tmp_path / "trace.pcap"


def upload() -> bytes:
    return messages.request("POST", "/import", "crm.example.com", messages.table(invent(3, 3)), "text/csv")


def audit(captured: Path, *arguments: str) -> dict[str, object]:
    database = str(captured.with_name("kouan.db"))
    done = CliRunner().invoke(main, ["audit", str(captured), "--json", "--db", database, *arguments])
    (line,) = (json.loads(line) for line in done.stdout.splitlines())
    return line


def test_with_the_key_log_the_upload_is_an_incident(captured: Path) -> None:
    line = audit(captured, "--keylog", str(captured.with_name("app.keys")))
    assert (line["verdict"], line["subjects"], line["opaque_bytes"], line["inspected"]) == ("incident", 3, 0, True)
    assert {part for found in line["findings"] for part in found["parts"]} == {"tls > http.request.body"}


def test_without_it_the_upload_is_opaque(captured: Path) -> None:
    line = audit(captured)
    assert (line["verdict"], line["findings"], line["inspected"]) == ("opaque", [], False)


def test_no_secret_is_kept(captured: Path) -> None:
    log = captured.with_name("app.keys")
    audit(captured, "--keylog", str(log))
    record = captured.with_name("kouan.db").read_bytes()
    for line in log.read_bytes().splitlines():
        secret = line.split()[-1]
        if len(secret) >= 64:
            assert secret not in record
            assert bytes.fromhex(secret.decode()) not in record


def test_a_log_without_secrets_is_told(captured: Path) -> None:
    empty = captured.with_name("empty.keys")
    empty.write_text("nothing\n")
    done = CliRunner().invoke(main, ["parts", str(captured), "--keylog", str(empty)])
    assert "no secret of a TLS connection is in it" in done.output


def test_the_parts_of_the_connection_are_listed(captured: Path) -> None:
    done = CliRunner().invoke(main, ["parts", str(captured), "--keylog", str(captured.with_name("app.keys"))])
    assert "tls > http.request.body" in done.output
