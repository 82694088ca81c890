"""The first three screens: what this is, the consent, the district."""

from deliberation.process import Process, Wording
from deliberation.text import escape_html
from deliberation.views import DistrictsView, WelcomeView
from locales.translator import Translator, languages
from screens.buttons import (
    AcceptNotice,
    ChooseDistrict,
    ChooseLanguage,
    GiveConsent,
    GoHome,
    RefuseConsent,
    ShowDistricts,
    ShowLanguages,
)
from screens.screen import Key, Press, Screen

DISTRICTS_ON_A_PAGE = 12
DISTRICTS_IN_A_ROW = 3


def show_welcome(view: WelcomeView, t: Translator) -> Screen:
    """Three sentences on what this is and what is stored; one tap states eligibility."""
    _ = t.gettext
    process = view.process
    district = None
    if view.heading is not None and view.heading.district_id:
        district = process.district(view.heading.district_id)
    parts = [
        "<b>" + _word(process.names, t) + "</b>",
        _(
            "Welcome. This is where we choose projects to propose for {city}'s next budget; "
            "the city council decides."
        ).format(city=_word(process.city, t)),
        _(
            "We keep your Telegram number, your language, your district and what you hand in. "
            "While voting is open your ballot is kept apart from your account; after closing "
            "nobody can put them together."
        ),
    ]
    conditions = [_word(process.eligibility, t)]
    if district is not None:
        conditions.append(
            _("To vote here you live, work, study or run a business in {district}.").format(
                district="<b>" + _word(district.names, t) + "</b>"
            )
        )
    if process.is_demonstration:
        conditions.append(
            _("This is not checked here: each Telegram account has one ballot in each vote.")
        )
    parts.append(" ".join(condition for condition in conditions if condition))
    accept = _("I have read this and may take part")
    rows: list[tuple[Key, ...]] = [
        (Press(accept, AcceptNotice(process_no=process.no, then=view.then)),)
    ]
    others = [one for one in languages() if one.code != t.language]
    if len(others) == 1:
        rows.append((Press(others[0].name, ChooseLanguage(language=others[0].code)),))
    elif others:
        rows.append((Press(_("Language"), ShowLanguages()),))
    return Screen("\n\n".join(parts), tuple(rows))


def show_consent(view: WelcomeView, t: Translator) -> Screen:
    """Telegram is an overseas service: ask before anything is stored there for the city."""
    _ = t.gettext
    process = view.process
    text = _(
        "Messages here travel through Telegram, a service whose servers are abroad; Telegram can "
        "see them. Nobody can protect you from somebody who watches your screen, and while "
        "voting is open whoever runs the server could read ballots."
    )
    office = _(
        "Do you agree to take part this way? If not, this office helps you to take part: {office}"
    ).format(office="<b>" + _word(process.office.names, t) + "</b>")
    return Screen(
        f"{text}\n\n{office}",
        (
            (Press(_("I agree"), GiveConsent(process_no=process.no, then=view.then)),),
            (Press(_("I do not agree"), RefuseConsent(process_no=process.no)),),
        ),
    )


def show_without_consent(process: Process, t: Translator) -> Screen:
    """Say where else one can take part."""
    _ = t.gettext
    return Screen(
        "\n\n".join(
            [
                _("That is fine. Nothing more was stored."),
                _("You can take part in person or by phone:"),
                office_lines(process, t),
            ]
        ),
        ((Press(_("Back"), GoHome(process_no=process.no)),),),
    )


def show_districts(view: DistrictsView, t: Translator) -> Screen:
    """A page of districts, or those that were searched for."""
    _ = t.gettext
    process = view.process
    chosen = sorted(process.districts, key=lambda one: one.names.in_language(t.language))
    if view.found:
        named = {one.district_id: one for one in process.districts}
        chosen = [named[district_id] for district_id in view.found]
    last_page = max(0, (len(chosen) - 1) // DISTRICTS_ON_A_PAGE)
    page = min(max(view.page, 0), last_page)
    shown = chosen[page * DISTRICTS_ON_A_PAGE : (page + 1) * DISTRICTS_ON_A_PAGE]
    text: str
    if view.near_border:
        text = _("You are close to a border. Which of these is your district?")
    elif view.found and not view.searched:
        text = _("The place you sent is in this district. If it is yours, tap it.")
    elif view.searched:
        text = _("Found for “{words}”. Which is your district?").format(
            words=escape_html(view.searched)
        )
    else:
        text = _(
            "Which district do you live, work, study or run a business in?\n\n"
            "Tap it, type part of its name (also initial consonants: ㅇㅍ finds 은평구), or send "
            "your location. The location is only looked up, never stored."
        )
    keys: list[Key] = [
        Press(
            one.names.in_language(t.language),
            ChooseDistrict(process_no=process.no, district=one.district_id, then=view.then),
        )
        for one in shown
    ]
    rows = [
        tuple(keys[at : at + DISTRICTS_IN_A_ROW]) for at in range(0, len(keys), DISTRICTS_IN_A_ROW)
    ]
    turning: list[Key] = []
    if page > 0:
        turning.append(
            Press("‹", ShowDistricts(process_no=process.no, page=page - 1, then=view.then))
        )
    if page < last_page:
        turning.append(
            Press("›", ShowDistricts(process_no=process.no, page=page + 1, then=view.then))
        )
    if turning:
        rows.append(tuple(turning))
    if view.found:
        rows.append(
            (
                Press(
                    _("All districts"),
                    ShowDistricts(process_no=process.no, page=0, then=view.then),
                ),
            )
        )
    return Screen(text, tuple(rows))


def show_languages(t: Translator) -> Screen:
    """Every language that there is a catalog for."""
    keys = [
        Press(
            ("✓ " if one.code == t.language else "") + one.name, ChooseLanguage(language=one.code)
        )
        for one in languages()
    ]
    return Screen(t.gettext("Which language?"), tuple((key,) for key in keys))


def office_lines(process: Process, t: Translator) -> str:
    """Name the office, and how to reach it."""
    _ = t.gettext
    office = process.office
    lines = ["<b>" + _word(office.names, t) + "</b>"]
    if office.phone:
        lines.append(_("Phone: {phone}").format(phone=escape_html(office.phone)))
    if office.email:
        lines.append(_("E-mail: {email}").format(email=escape_html(office.email)))
    where = _word(office.where, t)
    if where:
        lines.append(where)
    return "\n".join(lines)


def _word(words: Wording, t: Translator) -> str:
    return escape_html(words.in_language(t.language))
