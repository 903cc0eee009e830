"""The state of one activation, and its publisher and schedules."""
