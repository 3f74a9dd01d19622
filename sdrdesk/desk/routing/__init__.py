"""Routing: whose leads new ones become, pools, and leads that nobody would call."""
