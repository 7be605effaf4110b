"""The one place that knows everybody: it reads the settings, builds the house and runs it."""
