"""The prompts that scripts play: tiny sound files, a tone of its own pitch for each."""

import base64
import struct

from releve.demo.shelf import plain
from releve.domain.kind import Body

_RATE_HZ = 8000
_SAMPLES = 400

_NAMES = (
    "HL_Bienvenue",
    "HL_Langue",
    "HL_Menu_FR",
    "HL_Menu_EN",
    "HL_Ferme",
    "HL_Closed",
    "HL_Ferie",
    "HL_Urgence",
    "HL_Plan_Urgence",
    "HL_Attente",
    "HL_Wait",
    "HL_Attente_Musique",
    "HL_Poste",
    "HL_Poste_Inconnu",
    "CMN_EWT_Over20",
    "CMN_EWT_Under20",
    "CMN_EWT_Under5",
    "CMN_PIQ1",
    "CMN_PIQ2",
    "CMN_CB_Offer",
    "CMN_CB_Confirm",
    "CMN_CB_Found",
    "CMN_CB_Saved",
    "CMN_VM_Greeting",
    "CMN_VM_Menu",
    "CMN_VM_NoVoice",
    "CMN_VM_Thankyou",
    "PCS_Intro",
    "PCS_Question1",
    "PCS_Question2",
)


def _tone(pitch_hz: int) -> bytes:
    """A twentieth of a second of a square wave: PCM, one channel, eight bits."""
    half = max(1, _RATE_HZ // pitch_hz // 2)
    samples = bytes(160 if (n // half) % 2 else 96 for n in range(_SAMPLES))
    form = struct.pack("<HHIIHH", 1, 1, _RATE_HZ, _RATE_HZ, 1, 8)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    body += b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _file(pitch_hz: int) -> Body:
    sound = _tone(pitch_hz)
    return {"size": len(sound), "content": base64.b64encode(sound).decode()}


SHELVES = (
    plain(
        "file",
        {f"prompts\\{name}.wav": _file(220 + 20 * n) for n, name in enumerate(_NAMES)},
    ),
)
