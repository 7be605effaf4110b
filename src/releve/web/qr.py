"""QR codes, drawn as SVG (ISO 18004: bytes, correction level M, versions 1 to 13).

Enough for the address that an authenticator app reads. No library and no other host is asked: the secret stays here.
"""

from collections.abc import Iterator

from markupsafe import Markup

#: Per version: correction codewords of a block, and (how many blocks, data codewords of each).
_BLOCKS: tuple[tuple[int, tuple[tuple[int, int], ...]], ...] = (
    (10, ((1, 16),)),
    (16, ((1, 28),)),
    (26, ((1, 44),)),
    (18, ((2, 32),)),
    (24, ((2, 43),)),
    (16, ((4, 27),)),
    (18, ((4, 31),)),
    (22, ((2, 38), (2, 39))),
    (22, ((3, 36), (2, 37))),
    (26, ((4, 43), (1, 44))),
    (30, ((1, 50), (4, 51))),
    (22, ((6, 36), (2, 37))),
    (22, ((8, 37), (1, 38))),
)
#: Per version: where the centres of the alignment marks are, across and down.
_CENTRES: tuple[tuple[int, ...], ...] = (
    *((), (6, 18), (6, 22), (6, 26), (6, 30), (6, 34), (6, 22, 38)),
    *((6, 24, 42), (6, 26, 46), (6, 28, 50), (6, 30, 54), (6, 32, 58), (6, 34, 62)),
)
_MASKS = range(8)
#: The white around, in modules.
_QUIET = 4

Grid = list[list[bool]]


def picture_of(text: str) -> Markup:
    """The picture, black on white, as large as its box. Raises ValueError for more than 331 bytes."""
    grid = modules(text.encode())
    size = len(grid) + 2 * _QUIET
    path = "".join(
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
        for y, row in enumerate(grid)
        for x, dark in enumerate(row)
        if dark
    )
    # The picture says nothing that the text beside it does not say.
    return Markup(  # noqa: S704 - figures only
        f'<svg viewBox="0 0 {size} {size}" aria-hidden="true" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


def modules(data: bytes, mask: int | None = None) -> Grid:
    """The rows of modules, True for dark. Without a `mask`, the one that is read best is chosen."""
    version = _version_for(len(data))
    bits = [*_bits(version, data)]
    if mask is not None:
        return _drawn(version, bits, mask)
    return min((_drawn(version, bits, one) for one in _MASKS), key=_unrest)


def _version_for(length: int) -> int:
    for version in range(1, len(_BLOCKS) + 1):
        if length + (2 if version < 10 else 3) <= _room(version):
            return version
    raise ValueError(f"{length} bytes are too many for a picture")


def _room(version: int) -> int:
    """How many data codewords there are."""
    return sum(count * size for count, size in _BLOCKS[version - 1][1])


# ---------------------------------------------------------------- codewords


def _bits(version: int, data: bytes) -> Iterator[bool]:
    """Every bit in the order in which it is drawn."""
    return (
        bool(word >> at & 1) for word in [*_codewords(version, data)] for at in range(7, -1, -1)
    )


def _codewords(version: int, data: bytes) -> Iterator[int]:
    """Data and correction, interleaved."""
    words = _padded(version, data)
    correction, groups = _BLOCKS[version - 1]
    blocks, at = [], 0
    for count, size in groups:
        for _ in range(count):
            blocks.append(words[at : at + size])
            at += size
    checks = [_remainder(block, correction) for block in blocks]
    for place in range(max(map(len, blocks))):
        yield from (block[place] for block in blocks if place < len(block))
    for place in range(correction):
        yield from (check[place] for check in checks)


def _padded(version: int, data: bytes) -> bytes:
    """The mode (bytes: 0100), the length, the data, and filling up to the room there is."""
    counted = 8 if version < 10 else 16
    number = (4 << counted | len(data)) << 8 * len(data) | int.from_bytes(data)
    head = 4 + counted + 8 * len(data)
    spare = -head % 8
    words = (number << spare).to_bytes((head + spare) // 8)
    missing = _room(version) - len(words)
    return words + (b"\xec\x11" * missing)[:missing]


def _remainder(block: bytes, length: int) -> list[int]:
    """The Reed-Solomon correction codewords of a block."""
    generator = _generator(length)
    rest = [0] * length
    for word in block:
        factor = word ^ rest[0]
        rest = [*rest[1:], 0]
        rest = [old ^ _times(factor, one) for old, one in zip(rest, generator, strict=True)]
    return rest


def _generator(length: int) -> list[int]:
    """(x - 1)(x - 2)(x - 4)… without its leading 1."""
    found, root = [0] * (length - 1) + [1], 1
    for _ in range(length):
        shifted = [*found[1:], 0]
        found = [_times(one, root) ^ other for one, other in zip(found, shifted, strict=True)]
        root = _times(root, 2)
    return found


def _times(a: int, b: int) -> int:
    """Product in the field of 256 elements."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product


# ---------------------------------------------------------------- drawing


def _drawn(version: int, bits: list[bool], mask: int) -> Grid:
    size = 17 + 4 * version
    fixed = _fixed(version, size) | _format(size, mask) | _version(version, size)
    grid = [[fixed.get((x, y), False) for x in range(size)] for y in range(size)]
    sequence = iter(bits)
    for x, y in _path(size):
        if (x, y) not in fixed:
            grid[y][x] = next(sequence, False) ^ _masked(mask, x, y)
    return grid


def _fixed(version: int, size: int) -> dict[tuple[int, int], bool]:
    """What is the same in every code of a version: finders, timing, alignment, the dark module."""
    fixed = {}
    for at in range(size):
        fixed[at, 6] = fixed[6, at] = at % 2 == 0
    for left, top in ((0, 0), (size - 7, 0), (0, size - 7)):
        for x in range(max(left - 1, 0), min(left + 8, size)):
            for y in range(max(top - 1, 0), min(top + 8, size)):
                ring = max(abs(x - left - 3), abs(y - top - 3))
                fixed[x, y] = ring in (0, 1, 3)
    centres = _CENTRES[version - 1]
    for cx in centres:
        for cy in centres:
            if (cx, cy) in ((6, 6), (6, centres[-1]), (centres[-1], 6)):
                continue
            for x in range(cx - 2, cx + 3):
                for y in range(cy - 2, cy + 3):
                    fixed[x, y] = max(abs(x - cx), abs(y - cy)) != 1
    fixed[8, size - 8] = True
    return fixed


def _format(size: int, mask: int) -> dict[tuple[int, int], bool]:
    """Level M (00) and the mask, protected, twice."""
    word = (mask << 10 | _check(mask << 10, 0x537)) ^ 0x5412
    found = {}
    for at in range(15):
        bit = bool(word >> at & 1)
        near = at if at < 6 else at + 1 if at < 8 else size - 15 + at
        far = size - 1 - at if at < 8 else 15 - at if at < 9 else 14 - at
        found[8, near] = found[far, 8] = bit
    return found


def _version(version: int, size: int) -> dict[tuple[int, int], bool]:
    if version < 7:
        return {}
    word = version << 12 | _check(version << 12, 0x1F25)
    found = {}
    for at in range(18):
        across, down = size - 11 + at % 3, at // 3
        found[across, down] = found[down, across] = bool(word >> at & 1)
    return found


def _check(word: int, divisor: int) -> int:
    """The remainder of a division of polynomials over two elements."""
    while word.bit_length() >= divisor.bit_length():
        word ^= divisor << word.bit_length() - divisor.bit_length()
    return word


def _path(size: int) -> Iterator[tuple[int, int]]:
    """Up and down in columns of two, from the right, around the timing column."""
    upwards = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for y in range(size - 1, -1, -1) if upwards else range(size):
            yield right, y
            yield right - 1, y
        upwards = not upwards


def _masked(mask: int, x: int, y: int) -> bool:
    rules = (
        (x + y) % 2,
        y % 2,
        x % 3,
        (x + y) % 3,
        (y // 2 + x // 3) % 2,
        x * y % 2 + x * y % 3,
        (x * y % 2 + x * y % 3) % 2,
        ((x + y) % 2 + x * y % 3) % 2,
    )
    return rules[mask] == 0


def _unrest(grid: Grid) -> int:
    """How hard a code is to read: long runs and blocks of one colour count, and too much of one."""
    size = len(grid)
    lines = [*grid, *map(list, zip(*grid, strict=True))]
    runs = sum(_runs(line) for line in lines)
    blocks = sum(
        3
        for y in range(size - 1)
        for x in range(size - 1)
        if grid[y][x] == grid[y][x + 1] == grid[y + 1][x] == grid[y + 1][x + 1]
    )
    dark = 100 * sum(map(sum, grid)) // size**2
    return runs + blocks + 10 * (abs(dark - 50) // 5)


def _runs(line: list[bool]) -> int:
    found, length = 0, 1
    for before, now in zip(line, [*line[1:], None], strict=True):
        if before == now:
            length += 1
            continue
        found += length - 2 if length >= 5 else 0
        length = 1
    return found
