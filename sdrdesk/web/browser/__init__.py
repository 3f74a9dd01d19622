"""The desk in a browser: a login, a terminal in a page, and one process for each window. Needs `sdrdesk[browser]`."""
