"""An OpenID provider of a customer's, as a process of its own: `python -m tests.helpers.identity_provider PORT`.

It lets in whoever it was told to (`POST /control`), without asking; and lies as it is told to.
"""

import base64
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.helpers.processes import free_port, until
from tests.house_rules.rooms import ROOT

CLIENT, SECRET = "releve", "the secret of the client"


class Provider(ThreadingHTTPServer):
    """What it is told, the codes it gave out, and its keys."""

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Answers)
        self.issuer = f"http://127.0.0.1:{port}"
        self.told: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
        self.stranger = RSAKey.generate_key(2048, {"kid": "one"}, private=True)

    def id_token(self, asked: dict[str, str]) -> str:
        now = self.told.get("now") or int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.told.get("claims", {}),
        }
        key = self.stranger if self.told.get("forged") else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *_: Any) -> None:
        """It is silent."""

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        issuer = self.server.issuer
        if path == "/.well-known/openid-configuration":
            doors = {name: f"{issuer}/{name}" for name in ("authorization", "token")}
            found = {f"{name}_endpoint": address for name, address in doors.items()}
            self._json({"issuer": issuer, "jwks_uri": f"{issuer}/jwks", **found})
        elif path == "/jwks":
            self._json({"keys": [self.server.key.as_dict(private=False)]})
        elif path == "/authorization":
            asked = {name: values[0] for name, values in query.items()}
            code = hashlib.sha256(asked["state"].encode()).hexdigest()
            self.server.codes[code] = asked
            back = {"state": self.server.told.get("state", asked["state"]), "code": code}
            if self.server.told.get("refuses"):
                back = {"state": asked["state"], "error": "access_denied"}
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/control":
            self.server.told = json.loads(raw)
            self._json({})
            return
        form = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
        asked = self.server.codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '%20')}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        known = self.headers.get("Authorization") in (f"Basic {basic}", f"Basic {plain}")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            not known
            or asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form["redirect_uri"]
        ):
            self._json({"error": "invalid_grant"}, 400)
        else:
            self._json({"id_token": self.server.id_token(asked), "token_type": "Bearer"})

    def _json(self, found: Any, status: int = 200) -> None:
        body = json.dumps(found).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@dataclass
class Running:
    issuer: str

    def tell(self, **told: Any) -> None:
        httpx.post(f"{self.issuer}/control", json=told).raise_for_status()


@contextmanager
def provider() -> Iterator[Running]:
    """The process, ended at the end."""
    port = free_port()
    command = [sys.executable, "-m", "tests.helpers.identity_provider", str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    found = Running(f"http://127.0.0.1:{port}")
    try:
        until(lambda: _answers(found.issuer) or None, what="the identity provider")
        yield found
    finally:
        process.terminate()
        process.wait()


def _answers(issuer: str) -> bool:
    try:
        return httpx.get(f"{issuer}/jwks").is_success
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    Provider(int(sys.argv[1])).serve_forever()
