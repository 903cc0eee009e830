"""The state of one activation, and what changes it: publisher and schedules."""
