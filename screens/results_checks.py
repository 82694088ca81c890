"""What anybody can check: sums, hashes, the bundle, one's own receipt."""

from fractions import Fraction

from deliberation.process import Process
from deliberation.results_views import (
    FileView,
    HeadingResult,
    ReceiptView,
    ResultsView,
)
from deliberation.text import escape_html
from locales.translator import Translator
from screens.buttons import GoHome
from screens.paging import paged
from screens.results_buttons import (
    FindReceipt,
    SendBundle,
    ShowChecks,
    ShowEdition,
    ShowLog,
)
from screens.results_words import decimal, rule_name, status_lines
from screens.screen import Key, Press, Screen

HEADINGS_ON_A_PAGE = 6
COMMAND = "madang verify {name}"


def show_checks(view: ResultsView, t: Translator) -> Screen:
    """How an edition adds up, heading by heading, and how anybody can recount it."""
    _ = t.gettext
    process, edition = view.process, view.edition
    shown, turning = paged(
        view.headings,
        view.page,
        HEADINGS_ON_A_PAGE,
        lambda page: ShowChecks(process_no=process.no, edition=edition.number, page=page),
    )
    lines = ["<b>" + _("Check it yourself") + "</b>", *status_lines(process, edition, t)]
    for one in shown:
        lines += ["", *_sums(process, one, t)]
    lines += ["", _("Hash of the whole result: {hash}").format(hash=_code(edition.sha256))]
    rows: list[tuple[Key, ...]] = [tuple(turning)] if turning else []
    if edition.log_sha256:
        lines.append(
            _("Checkpoint of the public log: entry {seq}, {hash}").format(
                seq=edition.log_seq, hash=_code(edition.log_sha256)
            )
        )
    if edition.bundle_name:
        lines += [
            "",
            _(
                "The bundle holds every counted ballot with its code, the rules, the seed and the "
                "result. This command recounts it on any computer, without a network:"
            ),
            _code(COMMAND.format(name=edition.bundle_name)),
            _("Hash of the bundle: {hash}").format(hash=_code(edition.bundle_sha256)),
        ]
        bundle = SendBundle(process_no=process.no, edition=edition.number)
        rows.append((Press(_("Send me the bundle"), bundle),))
    elif edition.is_public:
        lines += ["", _("The bundle is being prepared. Please look again in a minute.")]
    rows += [
        (
            Press(_("Public log"), ShowLog(process_no=process.no)),
            Press(_("Find my receipt"), FindReceipt(process_no=process.no)),
        ),
        (Press(_("Back"), ShowEdition(process_no=process.no, edition=edition.number)),),
    ]
    return Screen("\n".join(lines), tuple(rows))


def _sums(process: Process, one: HeadingResult, t: Translator) -> list[str]:
    _ = t.gettext
    result = one.result
    lines = [
        "<b>" + escape_html(one.heading.names.in_language(t.language)) + "</b>",
        _(
            "{saves} accepted saves = {counted} counted + {replaced} replaced + {withdrawn} "
            "withdrawn"
        ).format(
            saves=f"{one.saves:,}",
            counted=f"{one.counted:,}",
            replaced=f"{one.replaced:,}",
            withdrawn=f"{one.withdrawn:,}",
        ),
        _("{entries} ranks = {lengths}, added up ballot by ballot").format(
            entries=f"{result.rank_entries:,}", lengths=f"{result.ballot_lengths:,}"
        ),
        _("Rule: {rule}. Seed of the lots: {seed}").format(
            rule=rule_name(result.rule, t), seed=_code(result.seed)
        ),
    ]
    if len(result.electorates) > 1:
        names = {group.electorate_id: group.names for group in process.electorates}
        for share in result.electorates:
            if share.ballots:
                lines.append(
                    _("{electorate}: {n} ballots, {weight} %; one ballot weighs {one} %").format(
                        electorate=escape_html(names[share.electorate_id].in_language(t.language)),
                        n=f"{share.ballots:,}",
                        weight=decimal(share.weight * 100),
                        one=_fine(share.one_ballot * 100),
                    )
                )
    return lines


def _fine(share: Fraction) -> str:
    """Write a small share so that it does not read as nothing."""
    if share >= Fraction(1, 100):
        return decimal(share)
    return f"1/{-(-share.denominator // share.numerator):,}"


def ask_receipt(process: Process, t: Translator) -> Screen:
    """Ask for a tracking code."""
    _ = t.gettext
    return Screen(
        _(
            "Type the receipt's code, such as {example}. I say whether the ballot was counted. "
            "Nobody learns whose it is, and I cannot tell either."
        ).format(example=_code("7K2M-Q9XD-4T0B")),
        ((Press(_("Home"), GoHome(process_no=process.no)),),),
    )


def show_receipt(view: ReceiptView, t: Translator) -> Screen:
    """Whether a code is in the published list."""
    _ = t.gettext
    if view.heading is not None:
        text = _("{code} was counted in {heading}. Whose ballot it is stands nowhere.").format(
            code=_code(view.code),
            heading=escape_html(view.heading.names.in_language(t.language)),
        )
    else:
        text = _(
            "{code} is not among the counted ballots. If you changed your ballot, only the last "
            "code counts; while voting goes on, nothing is counted yet."
        ).format(code=_code(view.code))
    no = view.process.no
    return Screen(
        text,
        (
            (Press(_("Look for another code"), FindReceipt(process_no=no)),),
            (Press(_("Home"), GoHome(process_no=no)),),
        ),
    )


def show_file(view: FileView, t: Translator) -> Screen:
    """A file with one line that says what it is and how to check it."""
    _ = t.gettext
    if view.about == "bundle":
        text = _(
            "Everything to recount edition {n} with. On any computer, without a network: {command}"
        ).format(n=view.edition, command=_code(COMMAND.format(name=view.name)))
    elif view.about == "shortlist":
        text = _(
            "Everything to recount this shortlist with. On any computer, without a network: "
            "{command}"
        ).format(command=_code(COMMAND.format(name=view.name)))
    elif view.about == "line-review":
        text = _(
            "Everything to recount this line review with. On any computer, without a network: "
            "{command}"
        ).format(command=_code(COMMAND.format(name=view.name)))
    else:
        text = _(
            "The whole public log, one entry a line. The hash of an entry is SHA-256 over five "
            "lines: the hash before it (64 zeros for the first), its number, its time in seconds "
            "since 1970, its kind, its body."
        )
    return Screen(
        text + "\n" + _("SHA-256 of the file: {hash}").format(hash=_code(view.sha256)),
        document=(view.name, view.content),
    )


def _code(text: str) -> str:
    return "<code>" + escape_html(text) + "</code>"
