"""Reads a QR code from a picture: versions 1 to 6, one byte segment, nothing dirty.

After ISO/IEC 18004: format information, mask, codewords in their zigzag, blocks put in order.
"""

from collections.abc import Iterator

from PIL import Image

Modules = list[list[bool]]

# For each version and level: how many blocks, how many data codewords in each.
_BLOCKS = {
    (1, "M"): [16], (1, "Q"): [13], (2, "M"): [28], (2, "Q"): [22], (3, "M"): [44],
    (3, "Q"): [17, 17], (4, "M"): [32, 32], (4, "Q"): [24, 24], (5, "M"): [43, 43],
    (5, "Q"): [15, 15, 16, 16], (6, "Q"): [19, 19, 19, 19],
}  # fmt: skip
_LEVELS = {0b00: "M", 0b01: "L", 0b10: "H", 0b11: "Q"}
_FORMAT_MASK = 0b101010000010010
_MASKS = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, column: row % 2 == 0,
    lambda row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)


def read_code(picture: Image.Image) -> str:
    """Return the text of the only code in a picture that shows nothing else."""
    return decoded(modules_of(picture))


def modules_of(picture: Image.Image) -> Modules:
    """Find a code by its dark edges and sample the middle of each module."""
    grey = picture.convert("L")
    box = grey.point(lambda level: 255 if level < 128 else 0).getbbox()
    assert box is not None
    left, top, right, _ = box
    run = next(at for at in range(left, right) if grey.getpixel((at, top)) > 128) - left
    version = round(((right - left) * 7 / run - 17) / 4)  # a finder is seven modules wide
    size = 17 + 4 * version
    module = (right - left) / size
    middles = [int((at + 0.5) * module) for at in range(size)]
    return [[grey.getpixel((left + x, top + y)) < 128 for x in middles] for y in middles]


def decoded(modules: Modules) -> str:
    """Return the text of a code's modules."""
    size = len(modules)
    version = (size - 17) // 4
    bits = 0
    for row, column in [(8, at) for at in (0, 1, 2, 3, 4, 5, 7, 8)] + [
        (at, 8) for at in (7, 5, 4, 3, 2, 1, 0)
    ]:
        bits = bits << 1 | modules[row][column]
    form = (bits ^ _FORMAT_MASK) >> 10
    level, mask = _LEVELS[form >> 3], _MASKS[form & 7]
    stream = [
        modules[row][column] ^ mask(row, column) for row, column in _data_places(size, version)
    ]
    codewords = [_number(stream[at : at + 8]) for at in range(0, len(stream) - 7, 8)]
    blocks = _BLOCKS[version, level]
    ordered: list[list[int]] = [[] for _ in blocks]
    taken = iter(codewords)
    for at in range(max(blocks)):
        for block, length in enumerate(blocks):
            if at < length:
                ordered[block].append(next(taken))
    data = [bit for block in ordered for word in block for bit in _bits(word)]
    assert _number(data[:4]) == 0b0100, "not a segment of bytes"
    length = _number(data[4:12])
    return bytes(_number(data[12 + 8 * at : 20 + 8 * at]) for at in range(length)).decode()


def _number(bits: list[bool]) -> int:
    return sum(bit << place for place, bit in enumerate(reversed(bits)))


def _bits(word: int) -> list[bool]:
    return [bool(word >> place & 1) for place in range(7, -1, -1)]


def _data_places(size: int, version: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, up and down in turn, around what is no data."""
    aligned = size - 7 if version > 1 else None

    def is_data(row: int, column: int) -> bool:
        in_finder = (row < 9 and (column < 9 or column >= size - 8)) or (
            row >= size - 8 and column < 9
        )
        in_alignment = aligned is not None and max(abs(row - aligned), abs(column - aligned)) < 3
        return not (in_finder or in_alignment or row == 6 or column == 6)

    upwards = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for row in range(size - 1, -1, -1) if upwards else range(size):
            for column in (right, right - 1):
                if is_data(row, column):
                    yield row, column
        upwards = not upwards
