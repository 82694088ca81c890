"""Similar proposals: how fast among 100,000, and how often a planted paraphrase is found.

    python -m bench similar

Both sets are made by a generator of ours from its own word lists, with a seed:

- A proposal is about a thing at a place with a problem and a wish, each drawn from a list, said
  in one of several patterns, with two sentences of filler that thousands of others have too.
  Two thirds are Korean, the others English. 16 things, 10 problems, 10 wishes and 600 places
  make about a million in each language; with 100,000 drawn, every planted one has neighbours
  that share its thing and place, and thousands that share its thing, problem or wish.
- A paraphrase keeps what it is about and changes how it says it: every thing, problem and wish
  has a second wording, of which each is taken with chance 1/2; another pattern, another order of
  the sentences, other filler, other particles; and each word is left out with chance 1/10.
- It is found if the proposal that it paraphrases is among the five that are shown.
"""

import random
import resource
import time
from collections.abc import Iterator
from typing import Any

from bench.row import Row
from deliberation.similarity import NEAREST, Index, text_of

Subject = tuple[bool, int, int, int, int]

PROPOSALS, QUERIES, SEED = 100_000, 500, 2027

_KO: dict[str, list[Any]] = {
    "things": [
        ("놀이터 그네", "어린이 놀이터의 그네"), ("횡단보도 신호등", "건널목 신호등"),
        ("버스 정류장 의자", "버스 승강장 벤치"), ("골목길 가로등", "골목 보안등"),
        ("작은 도서관", "동네 도서관"), ("공원 화장실", "공원 공중화장실"),
        ("하천 산책로", "하천변 산책길"), ("경로당 냉방기", "경로당 에어컨"),
        ("통학로 보도", "통학로 인도"), ("주민센터 승강기", "주민센터 엘리베이터"),
        ("자전거 보관대", "자전거 거치대"), ("음식물 쓰레기통", "음식물 수거함"),
        ("빗물 배수구", "빗물받이"), ("전통시장 지붕", "전통시장 아케이드"),
        ("체육관 바닥", "체육관 마루"), ("텃밭 울타리", "주민 텃밭 담장"),
    ],
    "problems": [
        ("낡아서 아이들이 자주 다칩니다", "오래되어 어린이 부상이 잦습니다"),
        ("밤에 어두워 지나다니기 무섭습니다", "야간에 컴컴해 다니기 겁이 납니다"),
        ("비가 오면 물이 고여 걷기 어렵습니다", "우천 시 침수되어 보행이 힘듭니다"),
        ("휠체어가 올라갈 수 없습니다", "휠체어 이용자가 들어가지 못합니다"),
        ("여름에 너무 더워 어르신이 힘들어합니다", "한여름 더위에 노인들이 지칩니다"),
        ("냄새가 심해 창문을 열지 못합니다", "악취 때문에 창을 못 엽니다"),
        ("고장이 나도 고치는 사람이 없습니다", "망가져도 수리가 되지 않습니다"),
        ("차가 빨리 달려 위험합니다", "과속 차량 탓에 위태롭습니다"),
        ("앉아 쉴 자리가 모자랍니다", "쉬어 갈 좌석이 부족합니다"),
        ("청소가 되지 않아 더럽습니다", "지저분한데 치우지 않습니다"),
    ],
    "wishes": [
        ("새것으로 바꾸어 주세요", "신품으로 교체해 주십시오"),
        ("태양광 조명을 달아 주세요", "태양광 등을 설치해 주십시오"),
        ("그늘막을 세워 주세요", "햇빛 가리개를 만들어 주십시오"),
        ("경사로를 만들어 주세요", "비탈길 통로를 놓아 주십시오"),
        ("한 해에 두 번 점검해 주세요", "반년마다 살펴 주십시오"),
        ("주민이 함께 돌보게 해 주세요", "이웃이 같이 관리하도록 해 주십시오"),
        ("안내판을 붙여 주세요", "알림판을 걸어 주십시오"),
        ("나무를 더 심어 주세요", "수목을 추가로 심어 주십시오"),
        ("폐쇄회로 카메라를 달아 주세요", "감시 카메라를 설치해 주십시오"),
        ("미끄럼 방지 포장을 해 주세요", "미끄럽지 않게 바닥을 깔아 주십시오"),
    ],
    "filler": [
        "많은 주민이 오래전부터 바라던 일입니다.", "예산이 크지 않아도 됩니다.",
        "이웃들과 이야기해 보니 모두 찬성했습니다.", "다른 구에서는 이미 하고 있습니다.",
        "안전한 동네를 만드는 데 도움이 됩니다.", "아이와 어르신이 함께 쓰는 곳입니다.",
    ],
    "patterns": [
        ("{place} {thing} 정비", "{place} {thing}{p1} {problem}.", "{wish}."),
        ("{thing} 개선 ({place})", "{place}에 있는 {thing}{p1} {problem}.", "그러니 {wish}."),
        ("{place}의 {thing}", "{thing}{p2} 문제입니다. {place} 쪽은 {problem}.", "부디 {wish}."),
    ],
    "particles": [("이", "가"), ("은", "는"), ("도", "만")],
}  # fmt: skip
_EN: dict[str, list[Any]] = {
    "things": [
        ("playground swings", "swings in the playground"), ("crosswalk light", "crossing signal"),
        ("bus stop seats", "bus shelter benches"), ("alley lamps", "street lights in the alley"),
        ("small library", "neighbourhood library"),
        ("park toilet", "public lavatory in the park"),
        ("riverside path", "walkway along the river"),
        ("senior centre cooler", "seniors' air con"),
        ("way to school", "school route pavement"), ("town hall lift", "town hall elevator"),
        ("bicycle stands", "bike racks"), ("food waste bins", "kitchen waste containers"),
        ("rain drains", "storm gutters"), ("market roof", "covered market"),
        ("gym floor", "sports hall flooring"), ("garden fence", "allotment fencing"),
    ],
    "problems": [
        ("is old and children get hurt", "is worn out and kids are injured"),
        ("is dark and frightening at night", "has no light and people fear it after dusk"),
        ("floods whenever it rains", "is under water after each shower"),
        ("cannot be reached by wheelchair", "keeps out people in wheelchairs"),
        ("is too hot for elderly people", "is unbearable for seniors in summer"),
        ("smells so that windows stay shut", "stinks and nobody opens a window"),
        ("breaks and nobody repairs it", "is out of order and never fixed"),
        ("is dangerous because cars speed", "is unsafe with the fast traffic"),
        ("has nowhere to sit and rest", "lacks any seats for a break"),
        ("is dirty and never cleaned", "is filthy and left like that"),
    ],
    "wishes": [
        ("replace it with a new one", "put a brand new one in its place"),
        ("add solar lamps", "install lighting with solar panels"),
        ("set up a sunshade", "build some shelter from the sun"),
        ("build a ramp", "make a sloped entrance"),
        ("check it twice a year", "inspect it every six months"),
        ("let neighbours look after it", "hand its care to residents"),
        ("put up a notice board", "hang an information panel"),
        ("plant more trees", "add greenery with young trees"),
        ("mount security cameras", "install video surveillance"),
        ("lay a non-slip surface", "pave it so nobody slips"),
    ],
    "filler": [
        "Many residents have wanted this for years.", "It does not need a large budget.",
        "All the neighbours that I asked agree.", "Other districts do it already.",
        "It helps to keep the area safe.", "Young and old use the place together.",
    ],
    "patterns": [
        ("{thing} at {place}", "The {thing} at {place} {problem}.", "Please {wish}."),
        ("{place}: {thing}", "At {place} the {thing} {problem}.", "The city should {wish}."),
        ("{thing} for {place}", "Our {thing} {problem}. It is at {place}.", "Could you {wish}?"),
    ],
    "particles": [("", ""), ("", ""), ("", "")],
}  # fmt: skip
_SYLLABLES = "가나다라마바사아자차하고노도로모보소오조호구누두루무부수우주후기니디리미비시이지히"


class Generator:
    """Draws proposals and paraphrases of them."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        hangul = {self.draw.choice(_SYLLABLES) + self.draw.choice(_SYLLABLES) for _ in range(700)}
        self.places = sorted(hangul)[:600]

    def subject(self) -> Subject:
        """Draw what a proposal is about: language, thing, problem, wish, place."""
        korean = self.draw.random() < 2 / 3
        words = _KO if korean else _EN
        numbers = [self.draw.randrange(len(words[part])) for part in ("things", "problems")]
        wish = self.draw.randrange(len(words["wishes"]))
        return korean, numbers[0], numbers[1], wish, self.draw.randrange(len(self.places))

    def text(self, subject: Subject, *, paraphrased: bool) -> str:
        """Say a subject, in its first wording or in other words."""
        title, *sentences = self.said(subject, paraphrased=paraphrased)
        if paraphrased:
            self.draw.shuffle(sentences)
            title = self._thinned(title)
            sentences = [self._thinned(one) for one in sentences]
        return text_of(title, *sentences)

    def said(self, subject: Subject, *, paraphrased: bool = False) -> list[str]:
        """Return a title and the sentences about a subject."""
        korean, thing, problem, wish, place = subject
        words = _KO if korean else _EN
        side = [self.draw.randrange(2) if paraphrased else 0 for _ in range(3)]
        pattern = words["patterns"][self.draw.randrange(1, 3) if paraphrased else 0]
        particle = words["particles"][self.draw.randrange(3) if paraphrased else 0]
        named = self.places[place] + ("동" if korean else "-dong")
        values = {
            "place": named,
            "thing": words["things"][thing][side[0]],
            "problem": words["problems"][problem][side[1]],
            "wish": words["wishes"][wish][side[2]],
            "p1": particle[0],
            "p2": particle[1],
        }
        said = [str(one).format(**values) for one in pattern]
        return said + [str(one) for one in self.draw.sample(words["filler"], 2)]

    def _thinned(self, text: str) -> str:
        kept = [word for word in text.split() if self.draw.random() >= 0.1]
        return " ".join(kept) or text

    def many(self, count: int) -> Iterator[Subject]:
        """Draw different subjects."""
        seen: set[Subject] = set()
        while len(seen) < count:
            subject = self.subject()
            if subject not in seen:
                seen.add(subject)
                yield subject


def measure(count: int = PROPOSALS, queries: int = QUERIES) -> tuple[Index, dict[str, float]]:
    """Build the set and the index, ask, and return what was measured."""
    generator = Generator(SEED)
    subjects = list(generator.many(count))
    texts = [generator.text(one, paraphrased=False) for one in subjects]
    before = time.process_time()
    index = Index(enumerate(texts))
    built_s = time.process_time() - before
    found, spans = 0, []
    for number in generator.draw.sample(range(count), queries):
        asked = generator.text(subjects[number], paraphrased=True)
        before = time.process_time()
        nearest = index.nearest(asked, NEAREST)
        spans.append(time.process_time() - before)
        found += number in [match.key for match in nearest]
    spans.sort()
    before = time.process_time()
    index.add(count, texts[0])
    added_s = time.process_time() - before
    return index, {
        "recall": found / queries,
        "median_ms": spans[len(spans) // 2] * 1e3,
        "p99_ms": spans[int(len(spans) * 0.99)] * 1e3,
        "built_s": built_s,
        "added_ms": added_s * 1e3,
    }


def rows() -> Iterator[Row]:
    """Measure; the figure that the goal is for, and what it costs in memory and at the start."""
    index, found = measure()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    note = f"goal at least 0.9: {'reached' if found['recall'] >= 0.9 else 'NOT reached'}"
    yield Row("paraphrases found among five", found["recall"], unit="of 1", note=note)
    yield Row("a search, median", found["median_ms"], goal=50, unit="ms of CPU")
    yield Row("a search, 99 of 100", found["p99_ms"], unit="ms of CPU")
    yield Row("one more proposal", found["added_ms"], unit="ms of CPU")
    note = f"the index itself holds {index.bytes / 2**20:.0f} MB"
    yield Row("100,000 built", found["built_s"], unit="s", memory_mb=peak_mb, note=note)
