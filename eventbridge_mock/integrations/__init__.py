"""The use of optional libraries: one module for each."""
