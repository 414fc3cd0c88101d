"""MQTT: what is published, and under which topic."""
