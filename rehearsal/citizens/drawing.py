"""Photos that simulated citizens send: a street or a park, drawn from a seed."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

SIZE = (480, 320)
HORIZON, GROUND = 170, 215
_SKIES = ("#bcd7ea", "#d8e3e8", "#f1dcc0", "#a9c4dd")
_GROUNDS = ("#8c9a6b", "#a39b8b", "#7f8f86", "#b3a17d")
_WALLS = ("#c9b8a3", "#a7adb5", "#b98f7a", "#d6d0c4", "#8f9a9e")
_LEAVES = ("#5d7f4b", "#6f8f55", "#4f7350", "#8a9a4a")


def photo(rng: Random) -> bytes:
    """A picture of a place, as PNG."""
    image = Image.new("RGB", SIZE, rng.choice(_SKIES))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, HORIZON, *SIZE), fill=rng.choice(_GROUNDS))
    left = -20
    while left < SIZE[0]:
        width, height = rng.randint(40, 95), rng.randint(40, 130)
        _house(draw, rng, left, width, height)
        left += width + rng.randint(0, 30)
    edge = rng.randint(120, 240)
    draw.polygon(
        ((edge, HORIZON), (edge + 70, HORIZON), (edge + 230, SIZE[1]), (edge - 160, SIZE[1])),
        fill="#777a7d",
    )
    for _ in range(rng.randint(2, 5)):
        _tree(draw, rng)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _house(draw: ImageDraw.ImageDraw, rng: Random, left: int, width: int, height: int) -> None:
    top = HORIZON - height
    draw.rectangle((left, top, left + width, HORIZON), fill=rng.choice(_WALLS))
    for x in range(left + 8, left + width - 12, 20):
        for y in range(top + 10, HORIZON - 14, 24):
            draw.rectangle((x, y, x + 9, y + 12), fill=rng.choice(("#44505c", "#e6d9a2")))


def _tree(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    x, foot, size = rng.randint(10, SIZE[0] - 10), rng.randint(GROUND, 300), rng.randint(18, 40)
    draw.rectangle((x - 3, foot - size * 2, x + 3, foot), fill="#6b5440")
    crown = (x - size, foot - size * 3, x + size, foot - size)
    draw.ellipse(crown, fill=rng.choice(_LEAVES))
