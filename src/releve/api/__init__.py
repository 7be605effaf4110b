"""The doors for programs: our own API under `/api/v1`, discovery, health and metrics. JSON in, JSON out."""

from releve.api.application import NO_TELEMETRY, add_api, api_app

__all__ = ["NO_TELEMETRY", "add_api", "api_app"]
