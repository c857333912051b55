"""Which reports are searched, in which order, and what is said of it."""

from __future__ import annotations

import pytest

from rag import asks
from rag.regions import gazetteer
from rag.scope import scopes
from rag.types import Basis, Query, Region, ReportCard


def region(place: str) -> Region:
    return gazetteer().by_name(place)[0]


def card(place: str, year: int) -> ReportCard:
    return ReportCard(
        source_id=f"{place}{year}",
        report=f"{place}_{year}",
        region=region(place),
        year=year,
        delivered=None,
        title="政府工作报告",
        passages=1,
        observations=1,
    )


LIBRARY = tuple(
    card(place, year)
    for place, year in (
        ("沁水县", 2020),
        ("沁水县", 2021),
        ("沁水县", 2022),
        ("五寨县", 2022),
        ("山西省", 2022),
        ("山西省", 2025),
    )
)


def query(*places: str, **fields: object) -> Query:
    given: dict[str, object] = {"question": "q", "standalone": "q", "intent": asks.FIGURE}
    given["regions"] = tuple(map(region, places))
    return Query(**(given | fields))  # type: ignore[arg-type]


def tried(one: Query) -> list[list[str]]:
    return [[c.report for c in scope.cards] for scope in scopes(one, LIBRARY)]


def test_a_figures_year_stands_in_two_reports() -> None:
    assert tried(query("沁水县", years=(2021,)))[0] == ["沁水县_2021", "沁水县_2022"]


def test_first_the_year_then_the_place() -> None:
    assert tried(query("沁水县", years=(2019,))) == [
        ["沁水县_2020"],
        ["沁水县_2020", "沁水县_2021", "沁水县_2022"],
    ]


def test_without_a_year_the_latest_report_comes_first() -> None:
    assert tried(query("沁水县"))[0] == ["沁水县_2022"]


@pytest.mark.parametrize("places", [("沁水县",), ("五寨县",), ("沁水县", "五寨县")])
@pytest.mark.parametrize("years", [(), (2021,), (2022,), (1990,), (2021, 2022)])
@pytest.mark.parametrize("basis", [None, Basis.TARGET, Basis.ACTUAL])
def test_no_figure_question_leaves_its_places(
    places: tuple[str, ...], years: tuple[int, ...], basis: Basis | None
) -> None:
    found = list(scopes(query(*places, years=years, basis=basis), LIBRARY))
    assert found
    assert {c.region.name for scope in found for c in scope.cards} <= set(places)


def test_a_report_that_is_named_is_searched_alone() -> None:
    assert tried(query("沁水县", delivered=(2021,))) == [["沁水县_2021"]]
    assert tried(query("沁水县", delivered=(2010,))) == []


def test_a_place_without_report_searches_nothing() -> None:
    assert tried(query(missing=("阳城县",), years=(2021,))) == []


def test_without_a_place_everything_is_searched_and_said() -> None:
    found = list(scopes(query(), LIBRARY))
    assert {c.report for c in found[-1].cards} == {c.report for c in LIBRARY}
    assert "6份" in found[-1].note


def test_a_year_without_report_is_said() -> None:
    (scope,) = scopes(query("五寨县", years=(2010,)), LIBRARY)
    assert "2010年" in scope.note and [c.report for c in scope.cards] == ["五寨县_2022"]


def test_a_yes_or_no_may_go_up_to_the_province_last() -> None:
    *own, above = scopes(query("沁水县", years=(2021,), intent=asks.YESNO), LIBRARY)
    assert all(c.region.name == "沁水县" for scope in own for c in scope.cards)
    assert "山西省_2022" in [c.report for c in above.cards]
    assert "山西省_2025" not in [c.report for c in above.cards]
    assert "五寨县_2022" not in [c.report for c in above.cards]
    assert "山西省" in above.note


def test_an_empty_library_has_no_scope() -> None:
    assert [s for s in scopes(query("沁水县"), ()) if s.cards] == []
