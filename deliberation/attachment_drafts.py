"""Photos and documents on a draft: put there, taken off."""

from dataclasses import replace

from deliberation.attachments import Attachment, check_room
from deliberation.proposals import Draft
from deliberation.refusals import BadInput


def with_file(draft: Draft, file: Attachment, most: int) -> Draft:
    """Return the draft with one photo or document more; what is asked stays asked.

    Raises:
        BadInput: "files-not-taken", "files-full"; "file-known" where it hangs on it already.
    """
    check_room(len(draft.files), most)
    if any(one.sha256 == file.sha256 for one in draft.files):
        raise BadInput("file-known")
    return replace(draft, files=(*draft.files, file))


def without_file(draft: Draft, attachment_no: int) -> Draft:
    """Return the draft without a file; one that is gone already changes nothing."""
    kept = tuple(one for one in draft.files if one.attachment_no != attachment_no)
    return replace(draft, files=kept)
