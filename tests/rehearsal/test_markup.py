import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearsal.markup import detected, formatted, parse_html, utf16_length, utf16_slice
from rehearsal.refusals import Refusal

LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"))
TAGS = st.sampled_from(["b", "i", "u", "s", "code", "tg-spoiler", "blockquote"])
TREES = st.recursive(
    st.text(LETTERS, max_size=8),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.tuples(TAGS, st.lists(inner, max_size=3))
    ),
    max_leaves=12,
)


def written(tree: object) -> tuple[str, str]:
    """A tree as HTML and as bare text."""
    if isinstance(tree, str):
        return html.escape(tree, quote=False), tree
    parts = [written(one) for one in (tree if isinstance(tree, list) else tree[1])]
    source, text = "".join(p[0] for p in parts), "".join(p[1] for p in parts)
    return (source if isinstance(tree, list) else f"<{tree[0]}>{source}</{tree[0]}>"), text


@given(TREES)
def test_well_formed_html_keeps_its_words_and_every_entity_lies_inside(tree: object):
    source, text = written(tree)

    parsed, entities = parse_html(source)

    assert parsed == text
    assert all(e["length"] > 0 for e in entities)
    assert all(e["offset"] + e["length"] <= utf16_length(parsed) for e in entities)


@given(st.text(LETTERS), st.text(LETTERS, min_size=1), st.text(LETTERS))
def test_an_entity_covers_exactly_the_words_between_its_tags(before: str, bold: str, after: str):
    source = f"{html.escape(before)}<b>{html.escape(bold)}</b>{html.escape(after)}"

    text, entities = parse_html(source)

    assert [e["type"] for e in entities] == ["bold"]
    assert utf16_slice(text, entities[0]["offset"], entities[0]["length"]) == bold


@given(st.text())
def test_any_text_is_parsed_or_refused_with_telegrams_words(source: str):
    refusal = None
    try:
        text, _ = formatted(source, "HTML", None)
    except Refusal as caught:
        refusal = caught

    if refusal is None:
        assert text == text.strip(" \n")
    else:
        assert refusal.description.startswith("Bad Request: can't parse entities: ")


@given(st.text(LETTERS))
def test_escaped_text_comes_back_as_it_was(text: str):
    assert parse_html(html.escape(text)) == (text, [])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("가<i>나</b>", 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'),
        ("가<x>나</x>", 'Unsupported start tag "x" at byte offset 3'),
        ("3 < 4", 'Unsupported start tag "" at byte offset 2'),
        ("ab <b", "Unclosed start tag at byte offset 3"),
        ("<b>a</b ", "Unclosed end tag at byte offset 4"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<a href=x,y>z</a>", "Unexpected end of name token at byte offset 9"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<i =a>b</i>", 'Empty attribute name in the tag "i" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source: str, words: str):
    with pytest.raises(Refusal) as caught:
        parse_html(source)

    assert caught.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("😀<b>굵게</b>", "😀굵게", [{"type": "bold", "offset": 2, "length": 2}]),
        (
            '<a href="https://a.kr/x?y=1&amp;z=2">a</a>',
            "a",
            [{"type": "text_link", "url": "https://a.kr/x?y=1&z=2", "offset": 0, "length": 1}],
        ),
        (
            '<pre><code class="language-py">x</code></pre>',
            "x",
            [{"type": "pre", "language": "py", "offset": 0, "length": 1}],
        ),
        (
            "<blockquote expandable>q</blockquote>",
            "q",
            [{"type": "expandable_blockquote", "offset": 0, "length": 1}],
        ),
        ("&lt;&gt;&amp;&quot;&#54620;&nbsp;", '<>&"한&nbsp;', []),
        ("<b></b>x", "x", []),
        (
            "<b><i>a</i>b</b>",
            "ab",
            [
                {"type": "bold", "offset": 0, "length": 2},
                {"type": "italic", "offset": 0, "length": 1},
            ],
        ),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[object]):
    assert parse_html(source) == (text, entities)


def test_spaces_around_a_message_are_cut_and_its_entities_move_along():
    text, entities = formatted("  \n <b>a</b> b \n", "HTML", None)

    assert text == "a b"
    assert entities == [{"type": "bold", "offset": 0, "length": 1}]


def test_commands_links_and_mentions_are_found_in_plain_text():
    found = detected("😀 /start@madang_bot https://a.kr/b. @someone #마당 a@b.kr", [])

    text = "😀 /start@madang_bot https://a.kr/b. @someone #마당 a@b.kr"
    assert [(e["type"], utf16_slice(text, e["offset"], e["length"])) for e in found] == [
        ("bot_command", "/start@madang_bot"),
        ("url", "https://a.kr/b"),
        ("mention", "@someone"),
        ("hashtag", "#마당"),
        ("email", "a@b.kr"),
    ]


def test_another_parse_mode_is_refused():
    with pytest.raises(Refusal, match="unsupported parse_mode"):
        formatted("a", "MarkdownV2", None)
