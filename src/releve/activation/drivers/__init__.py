"""Whatever must follow the active side. API discovery is the first."""
