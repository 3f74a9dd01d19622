"""The columns of a lead list are recognised by vendor and by name, and a user can say otherwise."""

from __future__ import annotations

import pytest

from sdrdesk.domain.intake import Field, Mapping
from sdrdesk.errors import BadInput
from sdrdesk.feeds.headers import confidence_in, parse_map, plain_words, recognise

HUBSPOT = "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date,Lifecycle Stage,\
Original Source,Associated Company,Company Name,Job Title,Country/Region,State/Region,City,Postal Code"
SALESFORCE = "Lead Owner,First Name,Last Name,Title,Company / Account,Lead Source,Rating,Street,Email,Primary Campaign"
DATA_LOADER = "Id,FirstName,LastName,Company,LeadSource,Status,OwnerId,Email,Phone,CreatedDate"
APOLLO = "First Name,Last Name,Title,Company,Company Name for Emails,Email,Email Status,Work Direct Phone,Home Phone,\
Mobile Phone,Corporate Phone,# Employees,Industry,Person Linkedin Url,Website,City,State,Country,Apollo Contact Id"
ZOHO = "Record Id,Lead Source,Lead Status,First Name,Last Name,Company,Email,Phone,Mobile,City,State,Country,\
Description,Is Converted,Lead Owner.id,Ad Campaign Name,Created Time,Modified Time"
PIPEDRIVE = "Person - ID,Person - Name,Person - Email,Person - Phone,Organization - Name,Person - Last activity date"
LINKEDIN = (
    "Lead ID,First Name,Last Name,Work Email,Company Name,Job Title,Phone Number,Country,Form Name,Lead Submitted at"
)
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
META = (
    "id,created_time,ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name,form_id,form_name,is_organic,platform,\
full_name,email,phone_number,company_name"
)
DYNAMICS = "(Do Not Modify) Lead,(Do Not Modify) Row Checksum,Name,Topic,Status Reason,Created On,Email,Business Phone"
PARDOT = "First Name,Last Name,Company,Email,Prospect Account,Score,Grade,Created Date,Campaign"
MARKETO = "Marketo Id,First Name,Last Name,Email Address,Company Name,Person Source,Acquisition Program,Created At"


def fields(header: str) -> dict[Field, tuple[str, ...]]:
    """The columns found for each field."""
    mapping = recognise(header.split(",")).mapping
    return {field: mapping.columns(field) for field in mapping.fields}


@pytest.mark.parametrize(
    ("header", "vendor"),
    [
        (HUBSPOT, "HubSpot"),
        (SALESFORCE, "Salesforce report"),
        (DATA_LOADER, "Salesforce Data Loader"),
        (APOLLO, "Apollo"),
        (ZOHO, "Zoho"),
        (PIPEDRIVE, "Pipedrive"),
        (LINKEDIN, "LinkedIn Lead Gen"),
        (CONNECTIONS, "LinkedIn Connections"),
        (META, "Meta"),
        (DYNAMICS, "Dynamics"),
        (PARDOT, "Pardot"),
        (MARKETO, "Marketo"),
        ("Email,Name,Company", ""),
    ],
)
def test_a_vendor_is_known_by_its_columns(header: str, vendor: str) -> None:
    """An export is recognised although users add and drop columns."""
    assert recognise(header.split(",")).vendor == vendor


def test_hubspot_columns() -> None:
    """A HubSpot contact export is mapped without a question."""
    found = fields(HUBSPOT)

    assert found[Field.CONVERTED_AT] == ("Create Date",)
    assert found[Field.OWNER] == ("Contact owner",)
    assert found[Field.COMPANY] == ("Company Name", "Associated Company")
    assert found[Field.STATE] == ("State/Region",)
    assert found[Field.SOURCE] == ("Original Source",)
    assert found[Field.EXTERNAL_ID] == ("Record ID",)


def test_a_recent_conversion_goes_before_the_date_of_the_record() -> None:
    """What was asked for last, and when, is the conversion."""
    found = fields(HUBSPOT + ",Recent Conversion,Recent Conversion Date")

    assert found[Field.OFFER] == ("Recent Conversion",)
    assert found[Field.CONVERTED_AT] == ("Recent Conversion Date",)


def test_salesforce_columns() -> None:
    """Report labels and Data Loader's API names mean the same fields."""
    report, loader = fields(SALESFORCE), fields(DATA_LOADER)

    assert report[Field.COMPANY] == ("Company / Account",)
    assert report[Field.CAMPAIGN] == ("Primary Campaign",)
    assert report[Field.OWNER] == ("Lead Owner",)
    assert loader[Field.FIRST_NAME] == ("FirstName",)
    assert loader[Field.SOURCE] == ("LeadSource",)
    assert loader[Field.OWNER] == ("OwnerId",)
    assert loader[Field.CONVERTED_AT] == ("CreatedDate",)


def test_several_phones_are_tried_best_first() -> None:
    """A direct line goes before a mobile, the switchboard comes after both."""
    assert fields(APOLLO)[Field.PHONE] == ("Work Direct Phone", "Mobile Phone", "Corporate Phone", "Home Phone")
    assert fields(APOLLO)[Field.PEOPLE] == ("# Employees",)


def test_other_vendors_columns() -> None:
    """One name column, prefixed names and snake case are understood."""
    assert fields(PIPEDRIVE)[Field.FULL_NAME] == ("Person - Name",)
    assert fields(PIPEDRIVE)[Field.COMPANY] == ("Organization - Name",)
    assert fields(META)[Field.OFFER] == ("form_name",)
    assert fields(META)[Field.CONVERTED_AT] == ("created_time",)
    assert fields(LINKEDIN)[Field.EMAIL] == ("Work Email",)
    assert fields("Vorname,Nachname,Firma,E-Mail,Telefon,Land,Ort")[Field.COMPANY] == ("Firma",)


def test_linkedin_writes_utc() -> None:
    """Times that a vendor writes in UTC without saying so are known as such."""
    assert recognise(LINKEDIN.split(",")).is_utc
    assert recognise(["Email", "Created at (UTC)"]).is_utc
    assert not recognise(HUBSPOT.split(",")).is_utc


def test_what_is_not_used_and_what_is_missing_is_said() -> None:
    """The columns left aside and the fields a rep will miss are listed."""
    found = recognise(["Name", "Email", "Favourite colour"])

    assert found.unused == ("Favourite colour",)
    assert found.missing == (Field.PHONE, Field.COMPANY, Field.CONVERTED_AT, Field.OFFER, Field.COUNTRY)


def test_the_user_decides() -> None:
    """What a user maps goes before what is recognised, and "-" leaves a column out."""
    wanted = parse_map(["Company / Account=offer", "work e-mail=email", "Lead Source=-"])
    found = recognise([*SALESFORCE.split(","), "Work E-Mail"], wanted)

    assert found.mapping.columns(Field.OFFER) == ("Company / Account",)
    assert found.mapping.columns(Field.EMAIL) == ("Work E-Mail",)
    assert found.mapping.columns(Field.COMPANY) == ()
    assert {"Email", "Lead Source"} <= set(found.unused)


def test_a_mapping_survives_being_saved() -> None:
    """A mapping written as plain text and read back is the same, and can be used again."""
    header = HUBSPOT.split(",")
    mapping = recognise(header).mapping

    assert Mapping.from_dict(mapping.as_dict()) == mapping
    assert recognise(header, mapping.as_dict()).mapping == mapping


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (["Email"], "maps nothing"),
        (["=email"], "maps nothing"),
        (["Email=shoe size"], "can be one of: first_name"),
        (["Emial=email"], 'Did you mean "Email"'),
        (["Zzz=email"], "Its columns: Name, Email"),
    ],
)
def test_a_wrong_mapping_says_what_would_be_right(wanted: list[str], words: str) -> None:
    """A column or field that does not exist is refused with the nearest or all that do."""
    with pytest.raises(BadInput, match=words):
        recognise(["Name", "Email"], parse_map(wanted))


def test_a_list_that_reaches_nobody_is_refused() -> None:
    """Without an e-mail and a phone column the user is asked which columns they are."""
    with pytest.raises(BadInput) as refusal:
        recognise(["a", "b", "c"], name="list.csv")

    assert "list.csv" in refusal.value.title
    assert "a, b, c" in refusal.value.message
    assert '--map "a=email"' in refusal.value.hint


def test_spellings_of_a_header_are_one() -> None:
    """Case, blanks, underscores, camel case and punctuation do not tell columns apart."""
    spellings = [
        "Lead Source",
        "LeadSource",
        "lead_source",
        "LEAD SOURCE",
        "lead-source",
        "Lead Source (2)",
        "leadSource",
    ]

    assert {plain_words(one) for one in spellings} == {"lead source"}
    assert plain_words("HubSpotID") == "hub spot id"


def test_questions_of_a_form_are_kept() -> None:
    """In one form's fills a column that is no field is a question; what the vendor adds for itself is not."""
    meta = recognise(["id", "created_time", "ad_id", "ad_name", "form_id", "form_name", "is_organic", "platform",
                      "email", "which_crm_do_you_use", "phone_number"])  # fmt: skip
    assert (meta.vendor, meta.mapping.columns(Field.ANSWER)) == ("Meta", ("which_crm_do_you_use",))
    assert "ad_id" in meta.unused

    plain = recognise(["Email", "Fax", "What is your budget?"])
    assert plain.mapping.columns(Field.ANSWER) == ("What is your budget?",)
    told = recognise(["Email", "Fax", "What is your budget?"], {"Fax": "answer", "What is your budget?": "-"})
    assert told.mapping.columns(Field.ANSWER) == ("Fax",)


def test_a_name_says_how_sure_it_is() -> None:
    """What the user says is certain; the usual name nearly so, a rare one less, a question by itself least."""
    sure = confidence_in("Work e-mail", Field.EMAIL, ["Work e-mail"])
    usual, rare = confidence_in("Email", Field.EMAIL), confidence_in("Handy", Field.PHONE)
    asked, guessed = confidence_in("How many?", Field.ANSWER), confidence_in("which_crm", Field.ANSWER)

    assert 1.0 == sure == usual > rare > guessed
    assert usual > asked > guessed
