"""Files: their sizes, their limits, their way back."""

import io

import pytest
from PIL import Image

from rehearsal.files import FileStore, Upload, picture_size
from rehearsal.limits import DOWNLOAD_MAX_BYTES, PHOTO_MAX_BYTES, UPLOAD_MAX_BYTES
from rehearsal.pictures import blank_png
from rehearsal.refusals import Refusal


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_pictures_size_is_read_from_its_header(kind: str):
    held = io.BytesIO()
    Image.new("RGB", (123, 45), "white").save(held, kind)

    assert picture_size(held.getvalue()) == (123, 45)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF0000WEBP"])
def test_a_broken_header_has_no_size(data: bytes):
    assert picture_size(data) is None


def test_files_over_the_limits_are_refused():
    store = FileStore()
    photo = blank_png() + bytes(PHOTO_MAX_BYTES)
    large = store.keep("document", Upload(bytes(DOWNLOAD_MAX_BYTES + 1), "a.bin"))

    with pytest.raises(Refusal) as too_big_a_photo:
        store.keep("photo", Upload(photo, "a.png"))
    with pytest.raises(Refusal) as too_big_at_all:
        store.keep("document", Upload(bytes(UPLOAD_MAX_BYTES + 1), "a.bin"))
    with pytest.raises(Refusal) as too_big_to_fetch:
        store.for_download(large.file_id)

    assert "is too big for a photo" in too_big_a_photo.value.description
    assert (too_big_at_all.value.code, too_big_at_all.value.description) == (
        413,
        "Request Entity Too Large",
    )
    assert too_big_to_fetch.value.description == "Bad Request: file is too big"


def test_every_file_has_its_own_id_and_path():
    store = FileStore()

    held = [store.keep("document", Upload(b"a", "결과.csv")) for _ in range(300)]

    assert len({one.file_id for one in held}) == 300
    assert len({one.unique_id for one in held}) == 300
    assert held[0].path == "documents/file_0.csv"
