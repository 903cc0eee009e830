"""The doorways to libraries that only some users have."""
