"""sdrdesk: the desk where a sales development rep works inbound leads, in a terminal."""

__version__ = "0.9.0"
