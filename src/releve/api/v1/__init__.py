"""The API, version 1: one module per noun. Whoever may do what is decided by the use cases, not here."""
