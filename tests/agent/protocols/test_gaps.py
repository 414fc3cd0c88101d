"""Lost bytes anywhere in what real clients and servers said."""

import random
from typing import Any

import pytest

from agent.protocols.amqp.reader import Amqp
from agent.protocols.dns.reader import DnsStream
from agent.protocols.kafka.reader import Kafka
from agent.protocols.ldap.reader import Ldap
from agent.protocols.mongodb.reader import MongoDb
from agent.protocols.mqtt.reader import Mqtt
from agent.protocols.redis.reader import Redis

SPOKEN = [
    (Amqp, "amqp/v0-server"),
    (Amqp, "amqp/v1-client"),
    (DnsStream, "dns/server"),
    (Kafka, "kafka/client"),
    (Kafka, "kafka/server"),
    (Ldap, "ldap/search-server"),
    (MongoDb, "mongodb/plain-server"),
    (MongoDb, "mongodb/snappy-client"),
    (Mqtt, "mqtt/v5-client"),
    (Redis, "redis/server"),
]


@pytest.mark.parametrize(("make", "name"), SPOKEN)
def test_gaps_raise_nothing_and_no_part_stays_open(read: Any, recorded: Any, make: Any, name: str) -> None:
    data = recorded(name)[:20_000]
    draw = random.Random(name)
    for _ in range(40):
        sink = read(make)
        reader = make(sink)
        direction, at = draw.randrange(2), draw.randrange(100)
        while at < len(data):
            size = draw.choice((1, 10, 100, 2000))
            if draw.random() < 0.15:
                reader.gap(direction, at, min(size, len(data) - at))
            else:
                reader.feed(direction, at, [data[at : at + size]])
            at += size
            if sink.sealed or sink.switched:
                break
        else:
            reader.close(0, len(data))
            reader.close(1, len(data))
            assert all(part.ended for part in sink.parts)
