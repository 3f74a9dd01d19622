"""Calls, written touches and meetings: what a rep does with a lead, and what a log writes."""
