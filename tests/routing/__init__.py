"""From a published event to the rules that take it."""
