"""How the benches judge: bars, ledgers of counts, the chart's drawing."""

import xml.etree.ElementTree as ET

import pytest

from benches import chart
from benches.counts.ledger import Change, Ledger, compare, read
from benches.python.bars import bar_of
from benches.python.measure import Outcome


def _outcome(faster=None, cost=None, peer=None, case="json"):
    return Outcome(case, bar_of(case, (3, 11)), {}, faster, cost, peer, 0.0)


def test_bars_are_the_acceptance_on_3_11():
    assert (bar_of("json", (3, 11)).faster, bar_of("json", (3, 11)).cost) == (32, 1.2)


def test_other_pythons_keep_seven_tenths_of_the_factors():
    bar = bar_of("json", (3, 12))
    assert (bar.faster, bar.cost) == (pytest.approx(22.4), pytest.approx(1.2 / 0.7))


def test_random_apps_may_fall_behind_by_a_tenth():
    bar = bar_of("json~7", (3, 11))
    assert (bar.faster, bar.cost) == (pytest.approx(28.8), pytest.approx(1.32))


def test_a_case_without_bars_cannot_miss_one():
    assert _outcome(faster=0.1, cost=99, case="flat").missed == []


def test_missed_bars_are_told():
    assert _outcome(faster=40, cost=1.0).missed == []
    assert _outcome(faster=31, cost=1.3).missed == [
        "31.0x faster, not 32.0x",
        "costs 1.30 of raw, not 1.20",
    ]
    assert _outcome(peer=0.94, case="nested4").missed
    assert not _outcome(peer=1.04, case="nested4").missed


def _ledger(ours, raw=1000, environment=("python 3.11.7",)):
    return Ledger(list(environment), {"json": {"ferroapi": ours, "raw": raw}})


def test_ledgers_survive_being_written():
    ledger = _ledger(1234)
    assert read(ledger.text()) == ledger


@pytest.mark.parametrize(
    ("now", "regressed", "stale"),
    [(1019, False, False), (1021, True, False), (979, False, True)],
)
def test_two_per_cent_more_is_a_regression(now, regressed, stale):
    (change,) = compare(_ledger(1000), _ledger(now))
    assert (change.regressed, change.stale) == (regressed, stale)


def test_on_another_build_the_control_is_the_measure():
    elsewhere = _ledger(1300, raw=1250, environment=("python 3.11.9",))
    (change,) = compare(_ledger(1000), elsewhere)
    assert change.relative == pytest.approx(0.04)
    assert not change.regressed


def test_a_new_case_is_no_regression():
    now = Ledger([], {"json": {"ferroapi": 1, "raw": 1}})
    assert list(compare(Ledger([], {}), now)) == [Change("json", None, 0.02)]


def test_the_chart_is_well_formed():
    rows = [
        {"case": case, "faster": 40.0, "cost": 0.9} for case in ("plaintext", "not_found_of_500")
    ]
    drawn = chart.draw(
        {
            "cases": [*rows, {"case": "flat", "faster": 30.0, "cost": 1.0}],
            "versions": {"ferroapi": "0", "fastapi": "0"},
            "rounds": 3,
            "python": "3.11",
            "processor": "A & B",
            "machine": "x",
        }
    )
    texts = [element.text for element in ET.fromstring(drawn).iter() if element.text]
    assert "404 among 500 routes" in texts
    assert "flat" not in texts
    assert texts.count("40×") == 2
