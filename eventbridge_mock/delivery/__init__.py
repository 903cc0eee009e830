"""Deliveries: the HTTP requests of API destinations, and their outcomes.

Nothing here sees a backend: what is needed is handed in as values.
"""
