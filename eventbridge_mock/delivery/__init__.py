"""From an API destination to an HTTP request and its outcome.

Nothing here sees a backend: what is needed is handed in as values.
"""
