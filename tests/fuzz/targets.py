"""Whatever reads outside input, as functions of bytes: each returns, or raises one of the desk's own errors."""

# ruff: noqa: E501 - seeds are written as they are

from __future__ import annotations

import io
import random
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sdrdesk import settings
from sdrdesk.build import data_folder
from sdrdesk.desk.figures.team_filter import read_filter
from sdrdesk.domain.messages import FACTS
from sdrdesk.domain.webhook import Sender, Signing
from sdrdesk.domain.when import read_when
from sdrdesk.errors import DeskError
from sdrdesk.feeds import mail_template
from sdrdesk.feeds.banks.any_bank import read_bank
from sdrdesk.feeds.dates import DateOrder, read_moment
from sdrdesk.feeds.form_body import FORM_TYPE, Setting, read_body, read_forms
from sdrdesk.feeds.headers import parse_map
from sdrdesk.feeds.lead_file import read_leads
from sdrdesk.feeds.offer_files import read_offer
from sdrdesk.feeds.opportunity_file import read_opportunities
from sdrdesk.feeds.outcome_file import OutcomeOptions, read_outcomes
from sdrdesk.feeds.playbook_file import check_playbook
from sdrdesk.feeds.suppression_file import read_list
from sdrdesk.web.signing import Request, verify
from tests.worlds import COASTS, NEW_YORK, shipped_playbook

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
SETTING = Setting(region="US", zone="America/New_York", received_at=NOW)
"""What must be known besides a body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One reader."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()
    share: int = 10
    """Inputs of a long run, in thousandths; slow readers get fewer."""


@cache
def _folder() -> Path:
    memory = Path("/dev/shm")  # noqa: S108 - millions of small files
    return Path(tempfile.mkdtemp(prefix="sdrdesk-fuzz-", dir=memory if memory.is_dir() else None))


def clear() -> None:
    """Take the scratch folder away."""
    shutil.rmtree(_folder(), ignore_errors=True)


def _file(data: bytes, name: str) -> Path:
    path = _folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _all(rows: Iterable[object]) -> int:
    return sum(1 for _ in rows)


def _leads(name: str) -> Callable[[bytes], object]:
    return lambda data: _all(read_leads(_file(data, name), region="US", zone="America/New_York", now=NOW))


def workbook(sheet: bytes, strings: bytes = b"") -> bytes:
    """A workbook of one sheet, whatever stands in it."""
    made = io.BytesIO()
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "xl/workbook.xml",
            f'<workbook {main} xmlns:r="{rel}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        book.writestr("xl/worksheets/sheet1.xml", sheet)
        book.writestr(
            "xl/sharedStrings.xml", strings or f"<sst {main}><si><t>Name</t></si><si><t>Email</t></si></sst>".encode()
        )
    return made.getvalue()


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    b'<row r="2"><c r="A2" t="inlineStr"><is><t>Ada</t></is></c><c r="B2" t="str"><v>a@example.com</v></c></row>'
    b'<row r="3"><c r="A3"><v>45000.5</v></c><c r="B3" t="b"><v>1</v></c></row></sheetData></worksheet>'
)


def _sheet(data: bytes) -> object:
    return _leads("leads.xlsx")(workbook(data))


def _bank(data: bytes) -> object:
    return read_bank(_file(data, "bank.txt"))


def _form(data: bytes) -> object:
    senders = list(Sender)
    sender = senders[data[0] % len(senders)] if data else Sender.JSON
    kind = FORM_TYPE if data[:1] >= b"\x80" else "application/json"
    return read_forms(sender, read_body(data[1:], kind), SETTING)


def _signature(data: bytes) -> object:
    ways = list(Signing)
    lines = _text(data).split("\n")
    headers = dict(line.partition(":")[::2] for line in lines[1:9])
    request = Request(method="POST", uris=(f"https://desk.example/{lines[0]}",), headers=headers, body=data)
    for way in ways:
        assert verify(way, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "plain"], request, NOW) is not None
    return verify(Signing.TOKEN, [lines[0]], request, NOW)


def _when(data: bytes) -> object:
    return read_when(_text(data), NOW, COASTS if len(data) % 2 else NEW_YORK)


def _template(data: bytes) -> object:
    text = _text(data)
    return list(mail_template.faults(text)) or mail_template.fill(text, dict.fromkeys(FACTS, "{{ name }}<b>"))


def _offer(data: bytes) -> object:
    front, _, questions = data.partition(b"\x1e")
    _file(front, "roi-guide/offer.md")
    return read_offer(_file(questions, "roi-guide/questions.toml").parent)


def _settings(data: bytes) -> object:
    values = settings._from_file(_file(data, "config.toml"))
    return [settings._fitting(name, value, "file") for name, value in values.items()]


def _suppression(data: bytes) -> object:
    return _all(read_list(_file(data, "stop.csv"), "", "US"))


def _opportunities(data: bytes) -> object:
    return read_opportunities(_file(data, "won.csv"))


def _outcomes(data: bytes) -> object:
    return read_outcomes(
        _file(data, "won.csv"), OutcomeOptions(outcome="Stage", won=("won",)), shipped_playbook().score
    )


def _moment(data: bytes) -> object:
    return [
        read_moment(line, {"/": DateOrder.MDY, ".": DateOrder.DMY, "-": DateOrder.DMY}, ZoneInfo("Europe/Berlin"))
        for line in _text(data).split("\n")[:50]
    ]


CSV = (
    b"Name,Email,Phone,Country,State,Title,Company,Created\nAda,a@example.com,+12125550142,US,NY,VP,Acme,2026-11-02\n",
    b'"Last, First";"E-mail";Tel\n"Stone, Ada";ada@example.com;"030 1234"\n',
    b"sep=;\nName;Email\nA;b@c.de\n",
)
JSON = (b'[{"name":"Ada","email":"a@example.com","at":"2026-11-02T10:00:00Z"}]', b'{"name":"B"}\n{"email":"c@d.ef"}\n')
GIFT = (
    b"// c\n$CATEGORY: $course$/top\n::Q1::What is 2+2? {=4#yes ~3#no ~%50%5}\n\nTrue or not {T}\n\n",
    b"Match {=a -> b =c -> d}\n\n::N:: How many {#3:0.5}\n\nfill {=x =y} in.\n",
)
AIKEN = (b"What is it?\nA. One\nB) Two\nANSWER: B\n\nAnd?\nA. x\nB. y\nANSWER: A\n",)
MOODLE = (
    b'<?xml version="1.0"?><quiz><question type="multichoice"><name><text>n</text></name><questiontext format="html"><text>'
    b'<![CDATA[<p>Q?</p>]]></text></questiontext><answer fraction="100"><text>a</text></answer>'
    b'<answer fraction="0"><text>b</text></answer><single>true</single></question></quiz>',
)
QTI = (
    b'<questestinterop><assessment><section><item ident="i"><presentation><material><mattext>Q</mattext></material>'
    b'<response_lid ident="r"><render_choice><response_label ident="a"><material><mattext>A</mattext></material>'
    b'</response_label><response_label ident="b"><material><mattext>B</mattext></material></response_label></render_choice>'
    b'</response_lid></presentation><resprocessing><respcondition><conditionvar><varequal respident="r">a</varequal>'
    b'</conditionvar><setvar action="Set">100</setvar></respcondition></resprocessing></item></section></assessment>'
    b"</questestinterop>",
    b'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="t"><responseDeclaration '
    b'identifier="R" cardinality="single" baseType="identifier"><correctResponse><value>A</value></correctResponse>'
    b'</responseDeclaration><itemBody><choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>Q</prompt>'
    b'<simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice></choiceInteraction>'
    b"</itemBody></assessmentItem>",
)
_BODIES = tuple(
    bytes([at]) + body
    for at in range(len(list(Sender)))
    for body in (
        b'{"name":"Ada","email":"a@example.com","phone":"+1 212 555 0142","at":1763980000}',
        b'{"form_response":{"answers":[{"type":"email","email":"a@b.cd","field":{"ref":"email"}}],"submitted_at":"2026-11-02T10:00:00Z"}}',
        b'{"event":"invitee.created","payload":{"email":"a@b.cd","name":"A","questions_and_answers":[]}}',
        b'[{"properties":{"email":{"value":"a@b.cd"},"firstname":{"value":"A"}},"occurredAt":1763980000000}]',
        b'{"triggerType":"form_submission","payload":{"data":{"Email":"a@b.cd"},"submittedAt":"2026-11-02T10:00:00Z"}}',
    )
)
FORMS = (*_BODIES, b"\x85name=Ada&email=a%40b.cd")
SIGNATURES = (
    b"path\nwebhook-id:m1\nwebhook-timestamp:1763996400\nwebhook-signature:v1,AAAA v1,BBBB\n",
    b"p?a=%3A\nx-hubspot-signature-v3:AAAA\nx-hubspot-request-timestamp:1763996400000\n",
    b"p\ntypeform-signature:sha256=AAAA\n",
    b"p\ncalendly-webhook-signature:t=1763996400,v1=aa\n",
    b"p\nx-webflow-signature:aa\nx-webflow-timestamp:1763996400000\n",
    b"p\nx-webhook-token:p\n",
)
WHEN = tuple(
    words.encode()
    for words in (
        "thu 3pm", "in 2h", "tomorrow 9:30", "next monday", "2026-12-24 15:00", "noon", "in 3 working days", "24.12. 15:00",
        "12/24 3pm", "friday morning", "in an hour", "half past 3", "dec 3rd at 4", "1.1.2027",
    )
)  # fmt: skip
TEMPLATES = (
    b"Hello {{ first_name }},\n{% if page is defined %}You read {{ page|upper }}.{% endif %}\n{{ rep }}",
    b"{{ name if name is defined else company }} {{ day|urlencode }}",
)
FILTERS = (b"jon", b"pace < 80", b"locked > 0 and away", b"connect rate >= 12.5%, no mentor")
MAPS = (b"Work e-mail=email\nCompany / Account=company\nX=-",)
SETTINGS = (b'theme = "dark"\nlock_minutes = 10\ndb = "a.db"\n',)
SUPPRESSION = (b"+12125550142\na@example.com\nexample.org\n", b"Phone,Email\n+12125550142,a@b.cd\n")
WON = (b"Email,Stage,Amount,Created\na@b.cd,won,1000,2026-01-02\nc@d.ef,lost,,2026-01-03\n",)
DATES = (b"2026-11-02T10:00:00+01:00\n3/15/2024 2:30 PM\n15.03.2024\n15 Mar 2024\n1763980000\n1763980000000\n",)


@cache
def _shipped_offer() -> bytes:
    folder = data_folder() / "offers" / "roi-guide"
    return (folder / "offer.md").read_bytes() + b"\x1e" + (folder / "questions.toml").read_bytes()


@cache
def _shipped_rules() -> bytes:
    return (data_folder() / "playbook.toml").read_bytes()


def targets() -> dict[str, Target]:
    """Every reader with its seeds, by name."""
    xml = (
        b"<question ",
        b"<item",
        b"<answer",
        b"fraction=",
        b"</",
        b"/>",
        b"type=",
        b"<text>",
        b"ident=",
        b"identifier=",
    )
    return {
        "leads in CSV": Target(read=_leads("leads.csv"), seeds=CSV, share=90),
        "leads in JSON": Target(read=_leads("leads.json"), seeds=JSON, share=90),
        "a workbook's sheet": Target(read=_sheet, seeds=(SHEET,), words=(b"<c ", b"<row ", b't="s"', b"<v>"), share=60),
        "a workbook's bytes": Target(read=_leads("leads.xlsx"), seeds=(workbook(SHEET),), share=40),
        "GIFT and Aiken": Target(read=_bank, seeds=GIFT + AIKEN, words=(b"ANSWER: ", b"::", b"->", b"$CATEGORY:"), share=90),
        "Moodle XML and QTI": Target(read=_bank, seeds=MOODLE + QTI, words=xml, share=80),
        "webhook bodies": Target(read=_form, seeds=FORMS, words=(b'"email"', b'"payload"', b":", b"&email="), share=120),
        "webhook signatures": Target(read=_signature, seeds=SIGNATURES, words=(b"v1,", b"sha256=", b"t="), share=80),
        "typed times": Target(read=_when, seeds=WHEN, words=tuple(b" " + one for one in WHEN), share=90),
        "dates of files": Target(read=_moment, seeds=DATES, share=40),
        "mail templates": Target(read=_template, seeds=TEMPLATES, words=tuple(one.encode() for one in FACTS), share=40),
        "team filter": Target(read=lambda data: read_filter(_text(data)), seeds=FILTERS, share=50),
        "mappings": Target(read=lambda data: parse_map(_text(data).split("\n")), seeds=MAPS, share=30),
        "settings": Target(read=_settings, seeds=SETTINGS, words=(b"theme", b"lock_minutes"), share=30),
        "suppression lists": Target(read=_suppression, seeds=SUPPRESSION, share=30),
        "opportunities": Target(read=_opportunities, seeds=WON, share=15),
        "outcomes": Target(read=_outcomes, seeds=WON, share=10),
        "offer files": Target(read=_offer, seeds=(_shipped_offer(),), words=(b"[[questions]]", b"right", b"+++"), share=10),
        "playbook": Target(read=lambda data: check_playbook(data.decode("utf-8", "replace"), "playbook.toml"), seeds=(_shipped_rules(),), words=(b"[offers.x]", b"then", b"tier"), share=5),
    }  # fmt: skip


def tried(target: Target, data: bytes) -> str:
    """What became of one input: "read", or "refused" with words; anything else is raised."""
    try:
        target.read(data)
    except DeskError as told:
        if not told.title:
            raise AssertionError("a refusal without a word") from told
        return "refused"
    return "read"


def dice_of(name: str, chosen: int) -> random.Random:
    """The dice of one run of one target."""
    return random.Random(f"{name} {chosen}")
