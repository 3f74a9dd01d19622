"""Every figure is defined once, completely, and can be shown with the rows it was counted from."""

from __future__ import annotations

import pytest

from sdrdesk.desk.figures import marketing_rows
from sdrdesk.desk.figures.counted import SOURCES
from sdrdesk.domain.metrics import METRICS, Metric


@pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
def test_a_definition_is_whole(metric: Metric) -> None:
    """Label, formula, population and source are said in words."""
    assert METRICS[metric.key] is metric
    assert all((metric.label, metric.formula, metric.population, metric.source))
    assert metric.rows in ("activities", "leads", "meetings", "opportunities")


def test_every_figure_has_rows_behind_it() -> None:
    """There is no figure whose rows cannot be shown."""
    assert set(SOURCES) | set(marketing_rows.SOURCES) == set(METRICS)
