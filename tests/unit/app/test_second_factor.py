"""What an authenticator app is told."""

from releve.app.second_factor import address_of


def test_the_address_says_what_an_app_needs() -> None:
    secret = b"12345678901234567890"
    said = address_of(secret, issuer="Relève Acme", account="zoé@acme.example")
    assert said == (
        "otpauth://totp/Rel%C3%A8ve%20Acme%3Azo%C3%A9%40acme.example"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Rel%C3%A8ve%20Acme&digits=6&period=30"
    )
