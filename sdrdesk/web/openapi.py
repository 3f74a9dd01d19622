"""The receiver described for machines, from the same limits and refusals that it goes by."""

from __future__ import annotations

from typing import Any

from sdrdesk import __version__
from sdrdesk.web.limits import REFUSALS, Limits
from sdrdesk.web.signing import TOKEN_HEADER

SIGNATURES = {
    "webhook-id": "Standard Webhooks: the id of the message, the same when it is sent again",
    "webhook-timestamp": "Standard Webhooks: seconds since 1970",
    "webhook-signature": 'Standard Webhooks: "v1,<base64>", several apart by blanks',
    "X-HubSpot-Signature-v3": "HubSpot: base64 over method, address, body and timestamp",
    "X-HubSpot-Request-Timestamp": "HubSpot: milliseconds since 1970",
    "Typeform-Signature": 'Typeform: "sha256=<base64>" over the body',
    "Calendly-Webhook-Signature": 'Calendly: "t=<seconds>,v1=<hex>" over "t.body"',
    "x-webflow-signature": 'Webflow: hex over "timestamp:body"',
    "x-webflow-timestamp": "Webflow: milliseconds since 1970",
}
"""Headers in which a sender proves who it is; which ones a source needs depends on the source."""


def document(limits: Limits) -> dict[str, Any]:
    """The OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "sdrdesk receiver",
            "version": __version__,
            "summary": "Receives form fills; an answer of 200 says that the post is on the disk.",
        },
        "paths": {
            "/hooks/{source}": {"post": _post(limits)},
            "/health": {
                "get": {
                    "operationId": "health",
                    "summary": "Whether posts can be kept",
                    "security": [],
                    "responses": {
                        "200": _answer("They can", "Health"),
                        "503": _answer("The last commit failed", "Health"),
                    },
                }
            },
            "/openapi.json": {
                "get": {
                    "operationId": "openapi",
                    "summary": "This document",
                    "security": [],
                    "responses": {
                        "200": {"description": "It", "content": {"application/json": {"schema": {"type": "object"}}}}
                    },
                }
            },
        },
        "components": {
            "securitySchemes": {
                "token": {"type": "apiKey", "in": "header", "name": TOKEN_HEADER.title()},
                "bearer": {"type": "http", "scheme": "bearer"},
                **{_named(name): {"type": "apiKey", "in": "header", "name": name, "description": told}
                   for name, told in SIGNATURES.items() if "ignature" in name},
            },
            "schemas": _schemas(),
        },
    }  # fmt: skip


def _post(limits: Limits) -> dict[str, Any]:
    """The one operation that matters."""
    items = {"type": "object"}
    schema = {"anyOf": [items, {"type": "array", "items": items, "minItems": 1}]}
    return {
        "operationId": "receive",
        "summary": "Hand a form fill in",
        "description": f"At most {limits.body} bytes. The same message again is answered 200 and changes nothing.",
        "security": [{"token": []}, {"bearer": []}, *({_named(name): []} for name in SIGNATURES if "ignature" in name)],
        "parameters": [
            {"name": "source", "in": "path", "required": True,
             "schema": {"type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$"}},
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": schema},
                "application/x-www-form-urlencoded": {"schema": {"type": "object"}},
            },
        },
        "responses": {"200": _answer("Kept: on the disk before this was sent", "Kept"), **_refusals()},
    }  # fmt: skip


def _refusals() -> dict[str, Any]:
    """Every way in which a post is refused, by status."""
    found: dict[str, Any] = {}
    for status in sorted({one.status for one in REFUSALS.values()} - {500}):
        codes = [code for code, one in REFUSALS.items() if one.status == status]
        answer = _answer(f"Refused: {', '.join(codes)}", "Refused")
        if any(REFUSALS[code].retry_after for code in codes):
            answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds"}}
        found[str(status)] = answer
    return found


def _answer(told: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": told, "content": content}


def _named(header: str) -> str:
    """A header's name as a scheme's."""
    return header.lower().replace("-", "_")


def _schemas() -> dict[str, Any]:
    """The shapes of the answers."""
    return {
        "Kept": {
            "type": "object",
            "required": ["status", "id"],
            "additionalProperties": False,
            "properties": {
                "status": {"enum": ["accepted", "duplicate"]},
                "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                "doubts": {
                    "type": "array",
                    "description": "Values that were left out; the person is taken. Not told in a burst",
                    "items": {
                        "type": "object",
                        "required": ["field", "reason", "cure"],
                        "properties": {name: {"type": "string"} for name in ("field", "reason", "cure")},
                    },
                },
            },
        },
        "Refused": {
            "type": "object",
            "required": ["error"],
            "additionalProperties": False,
            "properties": {
                "error": {
                    "type": "object",
                    "required": ["code", "message"],
                    "additionalProperties": False,
                    "properties": {"code": {"enum": list(REFUSALS)}, "message": {"type": "string"}},
                }
            },
        },
        "Health": {
            "type": "object",
            "required": ["status", "waiting", "version"],
            "properties": {
                "status": {"enum": ["ok", "failing"]},
                "waiting": {"type": "integer", "minimum": 0},
                "version": {"type": "string"},
            },
        },
    }
