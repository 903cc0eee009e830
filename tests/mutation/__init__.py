"""Mutation testing: the tests notice small faults that are put into the package."""
