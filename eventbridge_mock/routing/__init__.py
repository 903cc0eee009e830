"""From a published event to the rules and targets that take it."""
