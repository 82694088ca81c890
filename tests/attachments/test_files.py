from io import BytesIO

import pytest
from PIL import Image

from deliberation.attachment_photos import SIDE_MOST, made_anew, stored_form
from deliberation.attachments import PDF_MOST, FileKind, check_pdf, kind_of
from deliberation.refusals import BadInput
from tests.attachments.samples import GPS, MAKER, huge_png, pdf, photo


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def test_a_photo_keeps_its_pixels_and_nothing_that_the_camera_noted() -> None:
    sent = photo()

    kept = made_anew(sent)

    assert {GPS, MAKER} <= set(opened(sent).getexif())
    assert dict(opened(kept).getexif()) == {}
    assert b"Some Camera" not in kept
    assert b"Exif" not in kept


def test_a_photo_that_was_taken_sideways_is_turned_upright() -> None:
    kept = opened(made_anew(photo(60, 40, turned=6)))

    red, _green, blue = kept.convert("RGB").getpixel((20, 10))  # type: ignore[misc]

    assert kept.size == (40, 60)
    assert red > blue


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_every_kind_that_is_taken_becomes_a_jpeg(form: str) -> None:
    stored = stored_form(photo(form=form))

    assert stored.kind is FileKind.PHOTO
    assert opened(stored.content).format == "JPEG"


def test_a_large_photo_is_made_smaller() -> None:
    kept = opened(made_anew(photo(4000, 3000)))

    assert kept.size == (SIDE_MOST, SIDE_MOST * 3 // 4)


def test_what_is_transparent_becomes_white() -> None:
    drawn = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(drawn, "PNG")

    kept = opened(made_anew(drawn.getvalue()))

    assert kept.getpixel((20, 20)) == (255, 255, 255)


def test_fifty_megapixels_are_refused_before_they_are_decoded() -> None:
    bomb = huge_png(10_000, 5_000)

    with pytest.raises(BadInput) as refused:
        stored_form(bomb)

    assert refused.value.code == "photo-too-many-pixels"
    assert refused.value.params["pixels"] == 50_000_000
    assert len(bomb) < 20_000


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"MZ\x90\x00 a program called photo.jpg", "file-unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file-unknown"),
        (b"GIF89a\x01\x00\x01\x00", "file-unknown"),
        (b"", "file-unknown"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "photo-of-apple-kind"),
        (photo()[:200], "photo-damaged"),
        (b"\xff\xd8\xff\xe0 no photo", "photo-damaged"),
        (huge_png(2_100, 100), "photo-too-narrow"),
        (pdf()[:40], "pdf-damaged"),
        (pdf(b"x" * PDF_MOST), "file-too-large"),
        (pdf(b"<< /Encrypt 9 0 R >>"), "pdf-locked"),
        (pdf(b"<< /OpenAction << /S /JavaScript /JS (app.alert) >> >>"), "pdf-active"),
        (pdf(b"<< /S /J#61vaScript >>"), "pdf-active"),
        (pdf(b"<< /Type /EmbeddedFile >>"), "pdf-active"),
        (pdf(packed=b"7 0 << /S /Launch /F (cmd.exe) >>"), "pdf-active"),
        (pdf(packed=b" " * 9_000_000), "pdf-damaged"),
    ],
)
def test_a_file_that_is_not_what_is_taken_is_refused_by_its_bytes(data: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        stored_form(data)

    assert refused.value.code == code


def test_a_plain_pdf_is_passed_on_as_it_came() -> None:
    sent = pdf(b"2 0 obj\n<< /Type /Pages /Kids [] >>\nendobj\n", packed=b"7 0 << /A /B >>")

    stored = stored_form(sent)

    assert stored.kind is FileKind.PDF
    assert stored.content == sent


def test_pixels_that_happen_to_read_like_an_action_do_not_refuse_a_pdf() -> None:
    check_pdf(pdf(b"4 0 obj\n<< /Type /XObject >>\nstream\n\x00/JS \x01\nendstream\nendobj\n"))

    with pytest.raises(BadInput):
        check_pdf(pdf(b"4 0 obj\n<< /S /JS >>\nendobj\n"))


def test_words_that_only_begin_like_an_action_do_not_refuse_a_pdf() -> None:
    check_pdf(pdf(b"<< /JSummary 1 /Launching 2 /Encryption 3 >>"))

    assert kind_of(pdf()) is FileKind.PDF


@pytest.mark.parametrize("kind", [1, 5, 7, 10])
def test_a_photo_with_a_broken_note_beside_its_orientation_is_taken(kind: int) -> None:
    sent = photo(60, 40, turned=6)
    maker = sent.index(b"\x01\x0f\x00\x02")  # letters, which another kind now says they are not
    broken = sent[: maker + 3] + bytes([kind]) + sent[maker + 4 :]

    kept = opened(made_anew(broken))

    assert kept.size == (40, 60)
