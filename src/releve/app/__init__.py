"""The use cases, a handful of lines each: check the caller, call an engine, record what happened."""
