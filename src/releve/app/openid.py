"""OpenID discovery and the list of keys, in the field's names."""

from typing import Any

from releve.app import signing
from releve.app.house import House
from releve.app.strangers import strangers_are_told_less
from releve.domain.ids import TenantId

#: `urn:…:token-exchange` is what one of the field's SDKs asks for.
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"


@strangers_are_told_less()
def configuration(house: House, tenant: TenantId | None) -> dict[str, Any]:
    """Raises NotFound for an unknown tenant."""
    if tenant:
        house.registry.tenant(tenant)
    issuer = house.issuer
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/auth/authorize",
        "token_endpoint": f"{issuer}/auth/token",
        "userinfo_endpoint": f"{issuer}/auth/userinfo",
        "end_session_endpoint": f"{issuer}/auth/authorize/logout",
        "jwks_uri": f"{issuer}/auth/jwks",
        "grant_types_supported": ["authorization_code", "password", "refresh_token", EXCHANGE],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "none",
        ],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "request_object_signing_alg_values_supported": ["none"],
        "display_values_supported": ["page", "popup"],
        "claim_types_supported": ["normal"],
        "ui_locales_supported": ["en", "fr"],
    }


@strangers_are_told_less()
def jwks(house: House) -> dict[str, Any]:
    return signing.jwks(house)
