"""Where its rule is the same, pabutools gives the same projects."""

import pytest

from deliberation.count import count
from tests.count.elections import pabulib, read

SMALL_ENOUGH = 7000

# pabutools counts the last rank of a Borda score as 0, and its default is another utility; so
# the points are given to it, and everything else is its own.


def official(path, file):
    pabutools = pytest.importorskip("pabutools.election", reason="the group oracle is not there")
    from pabutools.election.satisfaction import AdditiveSatisfaction
    from pabutools.rules import method_of_equal_shares

    size = file.instance.ballot_size

    def points(_instance, _profile, ballot, project, _computed):
        if project not in ballot:
            return 0
        return 1 if file.is_approval else size - ballot.position(project)

    class Points(AdditiveSatisfaction):
        def __init__(self, instance, profile, ballot):
            super().__init__(instance, profile, ballot, points)

    instance, profile = pabutools.parse_pabulib(str(path))
    funded = method_of_equal_shares(instance, profile.as_multiprofile(), sat_class=Points)
    return {project.name for project in funded}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", pabulib())
def test_one_run_with_score_utilities_equals_pabutools(path):
    file = read(path)
    if len(file.voter_ids) > SMALL_ENOUGH:
        pytest.skip("large files are compared by the bench")

    found = count(file.instance, file.profile(), utility="score", add1=False, completion=False)
    expected = official(path, file)

    if found.ties:  # pabutools breaks ties by name
        assert len(expected ^ set(found.funded)) <= 2 * found.ties
    else:
        assert set(found.funded) == expected
