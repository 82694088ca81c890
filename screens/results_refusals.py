"""Words for refusals about results."""

from collections.abc import Callable

from deliberation.process import Heading
from deliberation.refusals import Refusal
from deliberation.text import escape_html
from locales.translator import Translator, own_name

Words = Callable[[Refusal, Translator], str]


def _reason_missing(refusal: Refusal, t: Translator) -> str:
    language = str(refusal.params["language"])
    return t.gettext(
        "The reason in {language} should have {least} to {most} characters. Please type it again."
    ).format(
        language=own_name(language),
        least=refusal.params["least"],
        most=refusal.params["most"],
    )


def _count_refused(refusal: Refusal, t: Translator) -> str:
    heading = refusal.params.get("heading")
    name = heading.names.in_language(t.language) if isinstance(heading, Heading) else ""
    return t.gettext(
        "{heading} was not counted again: rules or ballots are not as they were at closing."
    ).format(heading=escape_html(name))


WORDS: dict[str, Words] = {
    "no-results-yet": lambda r, t: t.gettext(
        "There are no published results yet. We write when there are."
    ),
    "no-such-edition": lambda r, t: t.gettext("There is no such edition of the results."),
    "no-such-code": lambda r, t: t.gettext(
        "That does not look like a receipt's code. It has twelve letters and digits, such as "
        "7K2M-Q9XD-4T0B."
    ),
    "no-bundle-yet": lambda r, t: t.gettext(
        "The bundle is being prepared. Please look again in a minute."
    ),
    "bundle-too-large": lambda r, t: t.gettext(
        "The bundle has {size} million bytes, more than Telegram lets me send. The office hands "
        "it out under the name {name}."
    ).format(
        size=int(str(r.params["size"])) // 1_000_000, name=escape_html(str(r.params["name"]))
    ),
    "nothing-to-publish": lambda r, t: t.gettext("There is nothing counted to publish."),
    "nothing-to-correct": lambda r, t: t.gettext("There is no correction to move."),
    "no-correction-begun": lambda r, t: t.gettext("Please begin the correction again."),
    "count-unfinished": lambda r, t: t.gettext(
        "Something that has closed is not counted yet. Please wait until all of it is."
    ),
    "count-refused": _count_refused,
    "seed-too-early": lambda r, t: t.gettext(
        "The seed is entered once voting is over, so that nobody knows the lots beforehand."
    ),
    "seed-known": lambda r, t: t.gettext("A seed has been entered already: {seed}").format(
        seed=escape_html(str(r.params["seed"]))
    ),
    "seed-frozen": lambda r, t: t.gettext(
        "The seed stands in the rules that were frozen when voting opened: {seed}"
    ).format(seed=escape_html(str(r.params["seed"]))),
    "no-seed-typed": lambda r, t: t.gettext("Please type the seed again."),
    "seed-unusable": lambda r, t: t.gettext(
        "A seed is one line of at most {most} characters."
    ).format(most=r.params["most"]),
    "reason-missing": _reason_missing,
}
