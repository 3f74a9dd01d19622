"""Question banks from elsewhere: GIFT, Aiken, Moodle XML, QTI 1.2 and 2.1 in, GIFT out.

Parsers of our own, because no kept library reads these into values (looked for on PyPI, 2026-11): pygiftparser 1.1
(2017, MIT) is abandoned; pygiftparserrgmf 0.0.5 (2022, AGPL-3, needs ply) fails on 3 of the 36 GIFT files we tried;
moodle-xml-parser 0.3.1 (2025, MIT) knows two of Moodle's types and prints its errors; moodle-questions 0.2.1 (2020)
names no licence; text2qti 0.8.0 only writes QTI; qti-package-maker (2026, LGPL-3, needs lxml) works on whole packages.
"""

from sdrdesk.feeds.banks.any_bank import read_bank
from sdrdesk.feeds.banks.gathering import Imported, Note, Unsupported
from sdrdesk.feeds.banks.gift_export import export_gift

__all__ = ["Imported", "Note", "Unsupported", "export_gift", "read_bank"]
