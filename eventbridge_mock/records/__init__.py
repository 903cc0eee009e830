"""The records of what happened: frozen, comparable, without secrets in reprs."""
