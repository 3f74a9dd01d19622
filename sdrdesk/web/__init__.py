"""The receiver of webhooks: requests in, a call of the desk, a status out. Needs the extra `sdrdesk[web]`."""
