"""Figures beside their baselines. Nothing here is a test: speed is shown, never asserted."""
