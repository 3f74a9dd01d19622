"""The OpenAPI document holds against the receiver that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.core.parameters import ParameterLocation

from sdrdesk.web.limits import REFUSALS, Limits
from sdrdesk.web.openapi import document
from tests.web.conftest import TOKEN, Start
from tests.web.running import Running

if TYPE_CHECKING:
    from schemathesis import Case

pytest_plugins = ["schemathesis.pytest.plugin"]
"""Loaded here, not with pytest (`-p no:schemathesis`): it takes a second to import and looks at every test."""

schema = schemathesis.pytest.from_fixture("described")


@pytest.fixture
def running(start: Start) -> Running:
    """A receiver that no rate holds back."""
    return start(Limits(rate=100_000, burst=100_000))


@pytest.fixture
def described(running: Running) -> schemathesis.BaseSchema:
    """The document as the receiver serves it, for a source that is there and has a token."""
    served = running.ask("/openapi.json").data
    receive = served["paths"]["/hooks/{source}"]["post"]
    (named,) = receive["parameters"]
    named["schema"] = {"enum": ["site"]}
    schemes = served["components"]["securitySchemes"]
    served["components"]["securitySchemes"] = {"token": schemes["token"]}
    receive["security"] = [{"token": []}]
    loaded = schemathesis.openapi.from_dict(served)
    loaded.config.update(base_url=running.url)
    return loaded


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_receiver_does_what_its_document_says(case: Case[Any]) -> None:
    """Every request that the document allows, and every one it forbids, is answered as it says."""
    is_stranger = case.meta is not None and case.meta.is_negative_at(ParameterLocation.HEADER)
    case.call_and_validate(headers=None if is_stranger else {"X-Webhook-Token": TOKEN})


def test_the_document_is_made_of_what_is_enforced(running: Running) -> None:
    """What is served is built from the limits and refusals in force; each code of a post's refusal is in it."""
    served = running.ask("/openapi.json").data

    assert served == document(running.limits)
    answers = served["paths"]["/hooks/{source}"]["post"]["responses"]
    for code, refusal in REFUSALS.items():
        if refusal.status != 500:
            assert code in answers[str(refusal.status)]["description"]
