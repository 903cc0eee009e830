"""Claims that hold whatever the values are."""
