"""Libraries that only some users have. Each is used through one module here."""
