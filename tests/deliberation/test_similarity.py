from hypothesis import given
from hypothesis import strategies as st

from bench.similar import Generator, measure
from deliberation.similarity import PENDING_MOST, Index, grams, text_of


def keys(index: Index, text: str) -> list[int]:
    return [match.key for match in index.nearest(text)]


def test_words_are_cut_into_pairs_and_never_across_words():
    assert grams("놀이터 Park") == ["놀이", "이터", "pa", "ar", "rk"]


def test_a_text_is_most_like_itself_and_other_particles_hardly_matter():
    index = Index([(1, "놀이터를 고쳐 주세요"), (2, "도서관에 책을 더 두어 주세요")])

    assert keys(index, "놀이터가 낡았으니 고쳐 주십시오")[0] == 1


def test_what_has_nothing_in_common_is_not_shown():
    index = Index([(1, "놀이터를 고쳐 주세요")])

    assert keys(index, "new books for the library") == []
    assert keys(index, "🎉") == []


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=40))
def test_only_what_was_added_and_not_removed_is_found(steps):
    index, standing = Index(), set()

    for key, is_added in steps:
        if is_added:
            index.add(key, f"proposal number{key} word{key}")
            standing.add(key)
        else:
            index.remove(key)
            standing.discard(key)

    assert len(index) == len(standing)
    found = {match.key for match in index.nearest("proposal number word", most=50, least=0.0)}
    assert found == standing


def test_a_large_index_forgets_and_replaces_like_a_small_one():
    generator = Generator(1)
    subjects = list(generator.many(PENDING_MOST * 2 + 10))
    texts = [generator.text(one, paraphrased=False) for one in subjects]
    index = Index(enumerate(texts))

    index.remove(3)
    index.add(4, "전혀 다른 이야기를 씁니다 사과와 배")
    for number in range(PENDING_MOST + 1):
        index.add(100_000 + number, f"{number} 번째 바닷가 조개 이야기")

    assert 3 not in keys(index, texts[3])
    assert 4 not in keys(index, texts[4])
    assert keys(index, "사과와 배 이야기를 씁니다")[0] == 4
    assert keys(index, texts[5])[0] == 5
    assert len(index) == len(texts) - 1 + PENDING_MOST + 1


def test_planted_paraphrases_are_found_among_a_few_thousand():
    _, found = measure(5_000, 100)

    assert found["recall"] >= 0.9


def test_a_title_weighs_more_than_the_rest():
    index = Index([(1, text_of("놀이터 그네", "의자")), (2, text_of("쉼터 의자", "그네"))])

    assert keys(index, "그네") == [1, 2]
