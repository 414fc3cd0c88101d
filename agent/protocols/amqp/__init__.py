"""AMQP 0-9-1 and 1.0: the messages that are published and delivered."""
