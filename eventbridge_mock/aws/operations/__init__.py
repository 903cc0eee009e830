"""One function per operation: it reads and changes the backend it is handed."""
