"""Event patterns: their syntax, how events match them, and why events do not."""
