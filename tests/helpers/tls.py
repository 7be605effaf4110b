"""TLS for tests that need it: an authority of their own, and a door with TLS before a server that speaks HTTP."""

import asyncio
import base64
import datetime
import hashlib
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = datetime.timedelta(days=1)
_PIECE = 65_536


@dataclass(frozen=True)
class Certified:
    """What a server shows, and the hash of the authority's key, by which Chromium is told to trust it alone."""

    context: ssl.SSLContext
    authority: str


def certified(folder: Path, names: Sequence[str]) -> Certified:
    """A certificate for host names, `*.` in front allowed, from an authority made for it."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority of the tests")])
    root = _signed(issuer, issuer, authority_key, authority_key, [])
    leaf = _signed(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])]),
        issuer,
        key,
        authority_key,
        names,
    )
    pem = serialization.Encoding.PEM
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(leaf.public_bytes(pem) + root.public_bytes(pem))
    secret.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, secret)
    public = authority_key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return Certified(context, base64.b64encode(hashlib.sha256(public).digest()).decode())


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
    names: Sequence[str],
) -> x509.Certificate:
    """For the authority itself there are no `names`."""
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
    )
    if names:
        known = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        made = made.add_extension(known, critical=False)
    return made.sign(by, hashes.SHA256())


@contextmanager
def tls_before(port: int, context: ssl.SSLContext) -> Iterator[int]:
    """Yields the port of a door that takes TLS off and hands every byte to the server at `port`, and back."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="tls-door")
    thread.start()
    try:
        door = asyncio.run_coroutine_threadsafe(_opened(port, context), loop).result()
        yield door.sockets[0].getsockname()[1]
        asyncio.run_coroutine_threadsafe(_shut(door), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _opened(port: int, context: ssl.SSLContext) -> asyncio.Server:
    async def bridge(inside: asyncio.StreamReader, outside: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_carry(inside, back), _carry(there, outside))

    return await asyncio.start_server(bridge, "127.0.0.1", 0, ssl=context)


async def _carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Until one of them ends; a browser that goes away is no fault."""
    with suppress(OSError, asyncio.CancelledError):
        while piece := await source.read(_PIECE):
            sink.write(piece)
            await sink.drain()
    sink.close()


async def _shut(door: asyncio.Server) -> None:
    """Everything that is still open ends with it."""
    door.close()
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for one in rest:
        one.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
