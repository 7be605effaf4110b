"""The doors for programs: our own API under `/api/v1`, discovery, health and metrics. JSON in, JSON out."""

from releve.api.application import add_api, api_app

__all__ = ["add_api", "api_app"]
