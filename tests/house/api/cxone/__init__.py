"""The field's own API, as its clients call it."""
