"""The assertions of a test, and the messages of their failures."""
