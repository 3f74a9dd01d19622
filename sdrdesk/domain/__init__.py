"""Rules: frozen dataclasses and pure functions of values, playbook and now."""
