"""Invented names of people, French and English: no two of the fifty thousand in one language are alike."""

import unicodedata
from zlib import crc32


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = {
    "fr": _words("""Adèle Agathe Aimé Alizée Anaïs Armel Aurèle Barnabé Bastien Bérénice Blanche Brieuc Capucine
        Céleste Célian Chloé Clémence Colin Coralie Cyprien Daphné Delphin Diane Édith Éléonore Élie Éloïse
        Émeric Estelle Étienne Fanny Faustine Firmin Flavie Florian Garance Gaspard Gildas Ginette Guilhem
        Hélène Hippolyte Honorine Inès Irénée Isaure Jacinthe Joévin Joséphine Justine Katell Léandre Léonie
        Lilas Loïc Louane Lucien Maël Maïté Marceline Mathurin Mélisande Noé Océane Octave Ophélie Pénélope
        Quentin Raphaëlle Régis Roxane Séverin"""),
    "en": _words("""Abigail Alder Alfie Amber Archie Arwen Basil Beatrix Blythe Bram Briony Bryn Calla Cedric Clover
        Connor Dahlia Darcy Delia Digby Edith Elowen Emlyn Esme Fergus Fern Finlay Flora Gareth Ginny Greer
        Hamish Hazel Heath Hester Imogen Iona Isla Ivor Jasper Jonty Juniper Kerensa Kit Lachlan Lark Linnet
        Lorcan Mabel Marlow Merrin Moira Morwenna Nell Nevin Olwen Oswin Otis Pippa Poppy Quill Rhona Rowan
        Rufus Sable Sorrel Tamsin Tegan Thea Tristan Una Wilfred"""),
}
_HEAD = {
    "fr": _words("""Aube Belle Brume Cendre Clair Corne Dune Églan Feuil Flam Gala Givre Haute Jonc Lande Lune Mare
        Neige Onde Orme Pier Quille Rive Sable Tisse Val Vent"""),
    "en": _words("""Alder Amber Ash Birch Bram Brook Clay Cold Drift Elm Fair Fern Frost Glen Grey Hazel High Lark
        Linden Marsh Moss North Raven Stone Thorn Wild Winter"""),
}
_TAIL = {
    "fr": _words("""bois brune champ clos combe coste dor euil fage fleur garde grève guet joie lac lande mont
        neuve noy pré quay rac rive selve tour val voile"""),
    "en": _words("""acre bank beck borne bridge combe croft dale dene fell field garth gate hurst lea ley mere
        moor ridge shaw sted stow thwaite vale wick wold worth"""),
}
#: A prime, so that walking by it meets every combination once.
_STRIDE = 7919


def person(language: str, n: int, seed: int) -> tuple[str, str]:
    """First and last name of the `n`-th person who speaks `language`, n below 50,000."""
    first, head, tail = _FIRST[language], _HEAD[language], _TAIL[language]
    size = len(first) * len(head) * len(tail)
    assert n < size, f"there are {size} names only"
    at, which = divmod((crc32(f"{seed}".encode()) + n * _STRIDE) % size, len(first))
    front, back = divmod(at, len(tail))
    return first[which], head[front] + tail[back]


def username(first: str, last: str, domain: str) -> str:
    plain = unicodedata.normalize("NFKD", f"{first}.{last}").encode("ascii", "ignore").decode()
    return f"{plain.lower()}@{domain}"
