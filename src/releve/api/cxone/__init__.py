"""The field's own API: the doors that clients of the field know, with their names, shapes and errors."""
