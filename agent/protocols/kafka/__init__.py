"""Kafka: records that are produced and fetched."""
