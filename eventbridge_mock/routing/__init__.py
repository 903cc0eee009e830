"""From a published event to what its targets are sent."""
