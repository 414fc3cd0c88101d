"""TLS as test data: whole connections of the ssl module, with their key logs."""

import datetime
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Tape:
    """What both sides sent, in order, and the key log."""

    said: list[tuple[int, bytes]] = field(default_factory=list)
    keylog: bytes = b""

    def stream(self, direction: int) -> bytes:
        """All bytes of a direction."""
        return b"".join(data for way, data in self.said if way == direction)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of www.example.com in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "www.example.com")])
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=9000))
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(pem, form, serialization.NoEncryption()) + built.sign(key, hashes.SHA256()).public_bytes(pem)
    )
    return path


Connect = Callable[..., Tape]


@pytest.fixture(scope="session")
def connect(certificate: Path, tmp_path_factory: pytest.TempPathFactory) -> Connect:
    """A real connection in memory: (client's, server's) messages in turn, under a version and a cipher."""
    numbers: Iterator[int] = iter(range(10_000))

    def run(
        *messages: tuple[bytes, bytes], version: str = "TLSv1_3", ciphers: str = "", alpn: str = "", twice: bool = False
    ) -> Tape:
        log = tmp_path_factory.mktemp("keys") / f"{next(numbers)}.keys"
        client, server = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
        server.load_cert_chain(certificate)
        for context in (client, server):
            context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
            if ciphers:
                context.set_ciphers(ciphers)
            if alpn:
                context.set_alpn_protocols([alpn])
        client.keylog_filename = str(log)
        tape, session = Tape(), None
        for _ in range(2 if twice else 1):
            tape.said.clear()
            session = _talk(client, server, session, messages, tape)
        tape.keylog = log.read_bytes()
        return tape

    return run


def _talk(
    client: ssl.SSLContext,
    server: ssl.SSLContext,
    session: ssl.SSLSession | None,
    messages: tuple[tuple[bytes, bytes], ...],
    tape: Tape,
) -> ssl.SSLSession | None:
    wires = [ssl.MemoryBIO(), ssl.MemoryBIO()]  # to the server, to the client
    ends = [
        client.wrap_bio(wires[1], wires[0], server_hostname="www.example.com", session=session),
        server.wrap_bio(wires[0], wires[1], server_side=True),
    ]

    def carry(direction: int) -> None:
        data = wires[direction].read()
        if data:
            tape.said.append((direction, data))
            wires[direction].write(data)

    done = [False, False]
    while not all(done):
        for side in (0, 1):
            if not done[side]:
                try:
                    ends[side].do_handshake()
                    done[side] = True
                except ssl.SSLWantReadError:
                    pass
            carry(side)
    for sent, answer in messages:
        for side, data in ((0, sent), (1, answer)):
            if data:
                ends[side].write(data)
                carry(side)
                got = b""
                while len(got) < len(data):
                    got += ends[1 - side].read(1 << 16)
    return ends[0].session
