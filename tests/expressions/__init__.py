"""From an event to what its targets are sent: pure parts, called directly."""
