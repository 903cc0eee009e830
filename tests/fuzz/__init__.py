"""Input of every kind: AWS's error, a documented one, or an answer, and nothing else.

`tox -e fuzz` runs thousands of examples for each test. Elsewhere a sample runs.
"""
