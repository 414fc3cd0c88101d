"""Keys, tokens and passwords, made for these tests and good for nothing."""

import json
import random
import string
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable

import pytest

from policies.detectors.secret_cloud_key import DETECTOR as CLOUD_KEY
from policies.detectors.secret_jwt import DETECTOR as JWT
from policies.detectors.secret_password import DETECTOR as PASSWORD
from policies.detectors.secret_private_key import DETECTOR as PRIVATE_KEY

Found = Callable[..., list[tuple[str, str]]]
DRAW = random.Random(4711)


def letters(count: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    return "".join(DRAW.choices(alphabet, k=count - 3)) + "aZ7"


def pem(kind: str, joint: str = "\n") -> str:
    body = b64encode(DRAW.randbytes(180)).decode()
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    return joint.join([f"-----BEGIN {kind}PRIVATE KEY-----", *lines, f"-----END {kind}PRIVATE KEY-----"])


def token(header: dict[str, str]) -> str:
    parts = (header, {"uid": DRAW.randint(1, 999999), "exp": 1790000000})
    head, body = (urlsafe_b64encode(json.dumps(part).encode()).decode().strip("=") for part in parts)
    return f"{head}.{body}.{letters(43)}"


@pytest.mark.parametrize("kind", ["", "RSA ", "EC ", "DSA ", "ENCRYPTED ", "OPENSSH "])
@pytest.mark.parametrize("joint", ["\n", "\r\n", "\\n"])
def test_a_private_key_is_found_in_text_and_in_json(found: Found, kind: str, joint: str) -> None:
    assert [one for one, _ in found(f'{{"key":"{pem(kind, joint)}"}}')] == ["secret.private_key"]


def test_a_putty_key_is_found(found: Found) -> None:
    text = "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: ops\nPublic-Lines: 2\n" + letters(60)
    assert [one for one, _ in found(text)] == ["secret.private_key"]


@pytest.mark.parametrize(
    "text",
    [
        "if text.startswith('-----BEGIN RSA PRIVATE KEY-----'): return load(text)",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\n" + "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA" * 3,
    ],
)
def test_a_public_key_and_a_line_without_a_key_are_none(found: Found, text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "value",
    [
        "AKIA" + "QWERTYUIOPASDF23",
        "LTAI" + letters(20),
        "LTAI" + letters(12),
        "AKID" + letters(32),
        "ghp_" + letters(36),
        "glpat-" + letters(20),
        "xoxb-" + "493820174653-" + letters(24),
        "/robot/send?access_token=" + DRAW.randbytes(32).hex(),
        "/cgi-bin/webhook/send?key=693a91f6-7abc-4bc4-97a0-0ec2b1fa5aaa",
    ],
)
def test_a_cloud_key_is_found(found: Found, value: str) -> None:
    for text in (
        f'{{"id":"{value}"}}',
        f"id={value}\n",
        f"密钥：{value}。",
        f"https://x.example{value} ok"[:0] + value,
    ):
        assert found(text) == [("secret.cloud_key", value)]


@pytest.mark.parametrize(
    "text",
    ["AKIAIOSFODNN7EXAMPLE", "LTAIxxxxxxxxxxxx", "xAKIAQWERTYUIOPASDF23", "LTAI" + letters(13), "ghp_" + letters(35)],
)
def test_examples_and_other_lengths_are_no_keys(found: Found, text: str) -> None:
    assert found(f"id={text}\n") == []


@pytest.mark.parametrize(
    "text",
    ["Authorization: Bearer %s\r\n", "Cookie: a=b; session=%s\r\n", '{"access_token":"%s"}', "refresh_token=%s&x=1"],
)
def test_a_token_that_keeps_a_session_is_weak(found: Found, text: str) -> None:
    assert found(text % token({"typ": "JWT", "alg": "HS256"})) == []


def test_a_token_is_found_and_one_without_algorithm_or_signature_is_none(found: Found) -> None:
    value = token({"typ": "JWT", "alg": "RS256"})
    assert found(f"signing test: {value}\r\n") == [("secret.jwt", value)]
    assert found(f"x={token({'typ': 'JWT', 'zip': 'DEF'})} ") == []
    assert found(f"x={value.rpartition('.')[0]} ") == []


@pytest.mark.parametrize(
    "text",
    [
        '{"user":"li","password":"%s"}',
        '{"userPassword" : "%s"}',
        '{\\"pwd\\":\\"%s\\"}',
        "user=li&passwd=%s&x=1",
        "<wsse:Password>%s</wsse:Password>",
        "host: db\ndb_password: %s\n",
        "spring.datasource.password=%s\n",
        "初始密码：%s，请修改",
        "密码:%s\n",
        "postgres://app:%s@10.1.2.3:5432/crm",
    ],
)
def test_a_password_is_found_where_systems_write_it(found: Found, text: str) -> None:
    for value in ("Kd7!mVq29x", "Qz81hhTr44"):
        assert found(text % value) == [("secret.password", value)]


def test_basic_authentication_is_found(found: Found) -> None:
    value = b64encode(b"zhang:Kd7mVq").decode()
    assert found(f"GET / HTTP/1.1\r\nAuthorization: Basic {value}\r\n") == [("secret.password", value)]


@pytest.mark.parametrize(
    "text",
    [
        '{"password":"Password","pwd":"密码"}',
        '{"password":"******"}',
        '{"password":""}',
        '{"password":"your_password_1"}',
        '{"password":"$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"}',
        '{"password":"e10adc3949ba59abbe56e057f20f883e"}',
        "<label for=password>Password: 8 characters</label>",
        "var password=this.form.pass1.value;",
        "if(password=token1){}",
        "input[type=password]:hover{color:#a1b2c3}",
        "password=${DB_PASS1}\n",
        "password=${DB_PASS1}&x=1",
        "密码：6-20位字母或数字",
        "密码为空时请联系管理员",
        "https://disk.example/s/1abc?pwd=a8c9d2\n",
        "password_reset_at=2026-01-02T00:00:00Z\n",
        "CLIENT_LONG_PASSWORD = 0x00000001\n",
        "PWD=/home/app1/Current\n",
        "postgres://user:password@localhost/db",
    ],
)
def test_what_only_looks_like_a_password_is_none(found: Found, text: str) -> None:
    assert found(text) == []


def test_all_of_them_are_called_secrets() -> None:
    assert {one.id.partition(".")[0] for one in (CLOUD_KEY, JWT, PASSWORD, PRIVATE_KEY)} == {"secret"}
