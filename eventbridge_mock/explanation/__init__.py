"""Explanations: why an event arrived, or why it did not."""
