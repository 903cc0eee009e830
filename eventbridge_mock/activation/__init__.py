"""The start of a mock, and its stop, which restores all that the start changed."""
