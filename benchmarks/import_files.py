"""The files of `import_forms.py`: each vendor's header with two people below it, and every nasty form of the same list.

People, companies and numbers are made up. `leads` says how many people a file must bring; `REFUSED` that it must be
refused as a whole, `None` that any answer will do.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

REFUSED = -1
"""In `Form.leads`: nothing of the file may be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One file, and what should come of it."""

    title: str
    name: str
    content: bytes
    leads: int | None = 2
    dates: str | None = None
    """What a person answers who is asked whether day or month comes first."""
    mapping: dict[str, str] | None = None


def lines(*rows: str, end: str = "\n") -> str:
    """A file of these lines."""
    return "".join(row + end for row in rows)


def vendor(title: str, *rows: str, leads: int = 2, dates: str | None = None) -> Form:
    """A vendor's export in UTF-8."""
    name = title.split(",", maxsplit=1)[0].replace(" ", "_").lower() + ".csv"
    return Form(title=title, name=name, content=lines(*rows).encode(), leads=leads, dates=dates)


HEAD = "First Name,Last Name,Email,Phone,Company,Country,State,Form Name,Create Date"
ROSA = "Rosa,Linden,rosa@linden.example,312-555-0199,Linden Works,US,IL,Ask for a demo,2026-11-20 10:12"
TEO = "Teo,Marsh,teo@marsh.example,512-555-0111,Marsh,US,TX,Ask for a demo,2026-11-20 10:15"
JOSE = "José,Núñez,jose@nunez.example,512-555-0112,Café Núñez,US,TX,Ask for a demo,2026-11-20 10:16"
LIST = lines(HEAD, ROSA, TEO)
ACCENTS = lines(HEAD, ROSA, JOSE)


def encoded(title: str, text: str, encoding: str, name: str = "list.csv", **more: int) -> Form:
    """A list in some encoding."""
    return Form(title=title, name=name, content=text.encode(encoding), **more)


def workbook(*rows: Sequence[str]) -> bytes:
    """An Excel workbook with one sheet of texts."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Leads" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, text in parts.items():
            archive.writestr(path, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return buffer.getvalue()


VENDORS = (
    vendor(
        "HubSpot contacts",
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date,Last Modified Date,"
        "Lifecycle Stage,Lead Source,Original Source,Associated Company,Company Name,Job Title,Country/Region,"
        "State/Region,City,Postal Code,Last Activity Date,Associated Company IDs",
        "101,Rosa,Linden,rosa@linden.example,+1 312-555-0199,Ann,NEW,2026-11-20 09:14,2026-11-20 09:20,lead,Web,"
        "ORGANIC_SEARCH,Linden Works,,VP Sales,United States,Illinois,Chicago,60601,,77",
        "102,Teo,Marsh,teo@marsh.example,+1 512-555-0111,,OPEN,11/20/2026 2:30 PM,,lead,Web,DIRECT,,Marsh,,US,TX,,,,",
    ),
    vendor(
        "Salesforce lead report",
        "Lead Owner,First Name,Last Name,Title,Company / Account,Lead Source,Rating,Street,Email,Phone,Create Date",
        "Ann,Rosa,Linden,VP Sales,Linden Works,Web,Hot,1 Main St,rosa@linden.example,(312) 555-0199,11/20/2026",
        "Bob,Teo,Marsh,Buyer,Marsh,Web,Warm,,teo@marsh.example,(512) 555-0111,11/21/2026",
    ),
    vendor(
        "Salesforce Data Loader",
        "FirstName,LastName,Company,LeadSource,Status,OwnerId,Email,Phone,CreatedDate",
        "Rosa,Linden,Linden Works,Web,Open - Not Contacted,005A0000001,rosa@linden.example,3125550199,"
        "2026-11-20T10:12:00.000Z",
        "Teo,Marsh,Marsh,Web,Working - Contacted,005A0000001,teo@marsh.example,5125550111,2026-11-20T10:15:00.000Z",
    ),
    vendor(
        "Marketo",
        "Id,First Name,Last Name,Email Address,Company Name,Job Title,Phone Number,Person Source,Acquisition Program,"
        "Created At,Country,State",
        "9001,Rosa,Linden,rosa@linden.example,Linden Works,VP Sales,312-555-0199,Web,ROI guide,2026-11-20 10:12:00,"
        "United States,IL",
        "9002,Teo,Marsh,teo@marsh.example,Marsh,,512-555-0111,Web,ROI guide,2026-11-20 10:15:00,United States,TX",
    ),
    vendor(
        "Pardot",
        "Prospect Id,First Name,Last Name,Email,Company,Prospect Account,Job Title,Phone,Score,Grade,Campaign,Source,"
        "Created Date,Country,State",
        "55,Rosa,Linden,rosa@linden.example,Linden Works,Linden Works,VP Sales,312-555-0199,88,A-,Autumn,Web,"
        "2026-11-20 10:12:00,United States,IL",
        "56,Teo,Marsh,teo@marsh.example,Marsh,Marsh,,512-555-0111,40,C,Autumn,Web,2026-11-20 10:15:00,US,TX",
    ),
    vendor(
        "Apollo",
        "First Name,Last Name,Title,Company,Company Name for Emails,Email,Email Status,Seniority,Departments,"
        "Contact Owner,Work Direct Phone,Home Phone,Mobile Phone,Corporate Phone,Other Phone,Stage,Lists,"
        "Last Contacted,# Employees,Industry,Person Linkedin Url,Website,City,State,Country,Apollo Contact Id",
        "Rosa,Linden,VP Sales,Linden Works,Linden,rosa@linden.example,Verified,VP,Sales,ann@us.example,"
        "'+1 312-555-0199,,,+1 312-555-0100,,Cold,Autumn,,120,Retail,,,Chicago,Illinois,United States,a1",
        "Teo,Marsh,Buyer,Marsh,Marsh,teo@marsh.example,Verified,,,ann@us.example,,,512-555-0111,,,Cold,,,"
        "40,Retail,,,Austin,Texas,United States,a2",
    ),
    vendor(
        "Zoho leads",
        "Record Id,Lead Source,Lead Status,First Name,Last Name,Company,Email,Phone,Mobile,City,State,Country,"
        "Description,Is Converted,Lead Owner.id,GCLID,Ad Campaign Name,Created Time,Modified Time",
        "zcrm_1,Web,New,Rosa,Linden,Linden Works,rosa@linden.example,312-555-0199,,Chicago,IL,US,Asked about price,"
        "false,zcrm_7,,Autumn,2026-11-20 10:12:00,2026-11-20 10:13:00",
        "zcrm_2,Web,New,Teo,Marsh,Marsh,teo@marsh.example,,512-555-0111,Austin,TX,US,,false,zcrm_7,,Autumn,"
        "2026-11-20 10:15:00,2026-11-20 10:15:00",
    ),
    vendor(
        "Pipedrive",
        "Person - ID,Person - Name,Person - Email,Person - Phone,Organization - Name,Person - Last activity date",
        "1,Rosa Linden,rosa@linden.example,+13125550199,Linden Works,",
        "2,Teo Marsh,teo@marsh.example,+15125550111,Marsh,",
    ),
    vendor(
        "Dynamics",
        "(Do Not Modify) Lead,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Name,Topic,Status Reason,"
        "Created On,Email,Business Phone,Company Name,Job Title,Address 1: State/Province,Country",
        "5f-1,abc==,11/20/2026 10:14 AM,Rosa Linden,Ask for a demo,New,11/20/2026 10:12 AM,rosa@linden.example,"
        "312-555-0199,Linden Works,VP Sales,IL,US",
        "5f-2,acc==,11/20/2026 10:16 AM,Teo Marsh,Ask for a demo,New,11/20/2026 10:15 AM,teo@marsh.example,"
        "512-555-0111,Marsh,,TX,US",
    ),
    vendor(
        "LinkedIn Lead Gen",
        "Lead ID,First Name,Last Name,Work Email,Company Name,Job Title,Phone Number,Country/Region,Form Name,"
        "Lead Submitted at,How many people sell?",
        "l-1,Rosa,Linden,rosa@linden.example,Linden Works,VP Sales,+13125550199,United States,ROI guide,"
        "2026-11-20 16:12:00,11 to 50",
        "l-2,Teo,Marsh,teo@marsh.example,Marsh,Buyer,+15125550111,United States,ROI guide,2026-11-20 16:15:00,1 to 10",
    ),
    Form(
        title="LinkedIn Connections, three lines of notes above",
        name="Connections.csv",
        content=lines(
            "Notes:",
            '"When exporting your connection data, you may notice that some e-mail addresses are missing."',
            "",
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
            "Rosa,Linden,https://example.com/rosa,rosa@linden.example,Linden Works,VP Sales,20 Nov 2026",
            "Teo,Marsh,https://example.com/teo,,Marsh,Buyer,19 Nov 2026",
        ).encode(),
        leads=1,
    ),
    Form(
        title="Meta lead ads, UTF-16 with tabs, phones as p:+1...",
        name="meta.csv",
        content=lines(
            "id\tcreated_time\tad_id\tad_name\tadset_id\tadset_name\tcampaign_id\tcampaign_name\tform_id\tform_name\t"
            "is_organic\tplatform\twhen_do_you_want_to_start?\tfirst_name\temail\tphone_number",
            "l:1\t2026-11-20T10:12:00-06:00\tag:1\tA\tas:1\tB\tc:1\tAutumn\tf:1\tROI guide\tfalse\tfb\tnow\tRosa\t"
            "rosa@linden.example\tp:+13125550199",
            "l:2\t2026-11-20T10:15:00-06:00\tag:1\tA\tas:1\tB\tc:1\tAutumn\tf:1\tROI guide\tfalse\tig\tlater\tTeo\t"
            "teo@marsh.example\tp:+15125550111",
        ).encode("utf-16"),
    ),
)

ENCODINGS = (
    encoded("UTF-8 with a mark (BOM)", ACCENTS, "utf-8-sig"),
    encoded("UTF-16 with a mark", ACCENTS, "utf-16"),
    encoded("UTF-16 little endian without a mark", ACCENTS, "utf-16-le"),
    encoded("UTF-16 big endian without a mark", ACCENTS, "utf-16-be"),
    encoded("Windows-1252", ACCENTS, "cp1252"),
)

FORMS_OF_TEXT = (
    encoded("semicolons", LIST.replace(",", ";"), "utf-8"),
    encoded("tabs, named .tsv", LIST.replace(",", "\t"), "utf-8", name="list.tsv"),
    encoded("bars", LIST.replace(",", "|"), "utf-8"),
    encoded("Excel's sep=; line", "sep=;\n" + LIST.replace(",", ";"), "utf-8"),
    encoded("five lines before the header", "Report: leads\nBy: ops\n\nFilter: all\n\n" + LIST, "utf-8"),
    encoded("line ends CR", LIST.replace("\n", "\r"), "utf-8"),
    encoded("line ends CR CR LF", LIST.replace("\n", "\r\r\n"), "utf-8"),
    encoded("line ends mixed", lines(HEAD, end="\r\n") + lines(ROSA, end="\r") + lines(TEO), "utf-8"),
    encoded("no line end at the end", LIST.rstrip("\n"), "utf-8"),
    encoded("NUL bytes inside", LIST.replace("Linden Works", "Linden\0 Works\0"), "utf-8"),
    encoded(
        "a short row and a long row",
        lines(HEAD, ROSA, "Teo,Marsh", TEO.replace("Ask for a demo", "Demo") + ",more,and more"),
        "utf-8",
        leads=1,
    ),
    encoded("blank rows between", lines(HEAD, "", ROSA, ",,,,,,,,", TEO, ""), "utf-8"),
    encoded("a header over two lines", LIST.replace("First Name", '"First\nName"', 1), "utf-8"),
    encoded("a note over three lines", LIST.replace("Linden Works", '"Linden\nWorks,\nInc"'), "utf-8"),
    encoded(
        "a quote that is never closed",
        lines(HEAD, TEO, ROSA.replace("Linden Works", '"Linden Works')),
        "utf-8",
        leads=1,
    ),
    encoded("whole rows in one cell each", lines(HEAD, *(f'"{row}"' for row in (ROSA, TEO))), "utf-8"),
    encoded("whole file in one column, header too", lines(*(f'"{row}"' for row in (HEAD, ROSA, TEO))), "utf-8"),
    encoded("the header again in the middle", lines(HEAD, ROSA, HEAD, TEO), "utf-8"),
    encoded("the same person twice", lines(HEAD, ROSA, ROSA), "utf-8", leads=1),
    encoded("a total below", lines(HEAD, ROSA, TEO, "Total,2"), "utf-8"),
    encoded("formulas as names", LIST.replace("Rosa,", '"=HYPERLINK(""http://x.example"")",'), "utf-8"),
)

DATES_AND_NUMBERS = (
    encoded(
        "dates of two orders in one column",
        lines(HEAD, ROSA.replace("2026-11-20", "20/11/2026"), TEO.replace("2026-11-20", "11/20/2026")),
        "utf-8",
        leads=REFUSED,
    ),
    encoded(
        "dates that may be either",
        lines(HEAD, ROSA.replace("2026-11-20", "03/04/2026"), TEO.replace("2026-11-20", "05/06/2026")),
        "utf-8",
        leads=REFUSED,
    ),
    Form(
        title="dates that may be either, answered: day first",
        name="list.csv",
        content=lines(HEAD, ROSA.replace("2026-11-20", "03/04/2026"), TEO.replace("2026-11-20", "05/06/2026")).encode(),
        dates="dmy",
    ),
    encoded("phones as p:+...", LIST.replace("312-555", "p:+1312555").replace("512-555-", "p:+1512555"), "utf-8"),
    encoded("phones as floats", LIST.replace("312-555-0199", "13125550199.0"), "utf-8"),
    encoded("phones as 1.31E+10", LIST.replace("312-555-0199", "1.31256E+10"), "utf-8"),
    encoded("rows of nobody", lines(HEAD, ROSA, "Teo,Marsh,not-an-address,,Marsh,US,TX,,"), "utf-8", leads=1),
)

TABLE = "<html><table><tr><td>Email</td></tr><tr><td>rosa@linden.example</td></tr></table></html>"
PEOPLE = [dict(zip(HEAD.split(","), row.split(","), strict=True)) for row in (ROSA, TEO)]
BOOK = workbook(HEAD.split(","), ROSA.split(","), TEO.split(","))

OTHER_KINDS = (
    Form(title="an Excel workbook", name="list.xlsx", content=BOOK),
    Form(title="an Excel workbook named .csv", name="list.csv", content=BOOK),
    Form(title="a list named .xlsx", name="list.xlsx", content=LIST.encode()),
    Form(title="JSON lines", name="list.jsonl", content=lines(*map(json.dumps, PEOPLE)).encode()),
    Form(title="JSON", name="list.json", content=json.dumps(PEOPLE).encode()),
    Form(title="a web page named .csv", name="list.csv", content=TABLE.encode(), leads=REFUSED),
    Form(title="an old workbook named .csv", name="list.csv", content=b"\xd0\xcf\x11\xe0" * 99, leads=REFUSED),
    Form(title="half a workbook", name="list.xlsx", content=BOOK[: len(BOOK) // 2], leads=REFUSED),
    Form(title="a gzip archive named .csv", name="list.csv", content=b"\x1f\x8b\x08" + bytes(99), leads=REFUSED),
    Form(title="a picture named .csv", name="list.csv", content=b"\x89PNG\r\n\x1a\n" + bytes(99), leads=REFUSED),
    Form(title="nothing", name="list.csv", content=b"", leads=REFUSED),
    Form(title="a header and nothing else", name="list.csv", content=lines(HEAD).encode(), leads=None),
    Form(title="no header", name="list.csv", content=lines(ROSA, TEO).encode(), leads=REFUSED),
    encoded("no e-mail and no phone", "Name,Town\nRosa,Chicago\n", "utf-8", leads=REFUSED),
    Form(
        title="unknown columns, named by hand",
        name="list.csv",
        content=b"Zed,Quux\nRosa Linden,rosa@linden.example\n",
        leads=1,
        mapping={"Zed": "name", "Quux": "email"},
    ),
)

FORMS = (*VENDORS, *ENCODINGS, *FORMS_OF_TEXT, *DATES_AND_NUMBERS, *OTHER_KINDS)
