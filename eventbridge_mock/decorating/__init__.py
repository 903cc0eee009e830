"""The mock as a decorator of functions, fixtures and classes."""
