"""The reasons why an event arrived, or did not."""
