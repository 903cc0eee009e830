"""Tests of the page at `/` of the server, in a real browser."""
