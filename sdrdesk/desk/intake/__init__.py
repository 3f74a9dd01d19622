"""Intake: files, forms and posts become leads; the same person stays one."""
