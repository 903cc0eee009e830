"""Tests with the real clients of AWS, in other processes and languages."""
