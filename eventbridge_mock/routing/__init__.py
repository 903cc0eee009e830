"""From a published event to the rules that take it, and what targets are sent."""
