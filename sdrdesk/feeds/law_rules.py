"""What the playbook's entries of law must hold beyond their types."""

from __future__ import annotations

from collections.abc import Callable

from sdrdesk.domain.playbook import CallingHours
from sdrdesk.feeds.learning_rules import Found


def _law(calling_hours: CallingHours) -> Found:
    """Exemptions are from something, and a week holds no fewer calls than one of its days."""
    for name, law in calling_hours.law.items():
        path = ("calling_hours", "law", name)
        if (law.inquiry_months or law.customer_months) and not law.registry:
            yield (*path, "registry"), "is missing: the months are an exemption from it"
        if law.calls_per_week and law.calls_per_day > law.calls_per_week:
            yield (*path, "calls_per_week"), "is less than calls_per_day"


LAW_RULES: tuple[Callable[..., Found], ...] = (_law,)
