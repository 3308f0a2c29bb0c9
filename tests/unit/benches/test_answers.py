"""Every bench case, written or random, gets its answers: from the control and from FerroAPI."""

import asyncio

import pytest

from benches.python import cases, web
from benches.python.cases import randomized
from benches.python.runner import WrongAnswer, make_runner


@pytest.fixture(params=["raw", "ferroapi"])
def framework(request):
    return None if request.param == "raw" else web.load(request.param)


@pytest.mark.parametrize("name", cases.MAKERS)
def test_written_cases(name, framework):
    asyncio.run(make_runner(cases.MAKERS[name](), framework).verify())


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", randomized.MAKERS)
def test_random_cases(name, seed, framework):
    (case,) = randomized.make(seed, [name])
    asyncio.run(make_runner(case, framework).verify())


def test_a_wrong_answer_is_noticed():
    case = cases.MAKERS["json"]()
    runner = make_runner(case, None)
    runner.done = 1
    with pytest.raises(WrongAnswer, match="json: expected 200"):
        asyncio.run(runner.batch(1))


def test_a_seed_always_makes_the_same_app():
    first, again, other = (
        [case.requests[0] for case in randomized.make(seed)] for seed in (5, 5, 6)
    )
    assert first == again != other
