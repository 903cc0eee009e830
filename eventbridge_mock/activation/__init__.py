"""The start and the stop of a mock, and everything that is changed and put back."""
