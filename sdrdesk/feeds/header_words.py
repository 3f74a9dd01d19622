"""How CRMs and people head the columns of a lead list: the tables behind `headers.py`.

Collected from exports that public importers keep as fixtures; Marketo's and Pardot's are unverified.
"""

from __future__ import annotations

from sdrdesk.domain.intake import Field

WORDS: dict[Field, str] = {
    Field.FIRST_NAME: "first name|firstname|given name|forename|first|"  # codespell:ignore
    "person first name|vorname|prénom|nombre|nome",  # codespell:ignore
    Field.LAST_NAME: "last name|lastname|surname|family name|last|person last name|nachname|nom de famille|apellido|"
    "apellidos|cognome",
    Field.FULL_NAME: "full name|name|contact name|lead name|person name|person|"  # codespell:ignore
    "contact|lead|your name|nom complet",  # codespell:ignore
    Field.COMPANY: "company|company name|company account|account name|organization name|organisation name|"
    "organization|organisation|associated company|account|employer|firm|firma|unternehmen|société|"
    "entreprise|empresa|azienda|company name for emails|current company",
    Field.TITLE: "job title|title|position|jobtitle|role|job position|"  # codespell:ignore
    "job role|current title|funktion|fonction|cargo",  # codespell:ignore
    Field.EMAIL: "email|e mail|email address|work email|business email|e mail address|corporate email|email1|"
    "primary email|person email|person email work|lead email|contact email|mail|e mail adresse|"  # codespell:ignore
    "correo electrónico|courriel|personal email|secondary email|email 2|person email home|"
    "person email other",
    Field.PHONE: "phone number|phone|direct phone|work direct phone|work phone|business phone|telephone|"
    "telephone number|tel|person phone|person phone work|direct dial|mobile phone|"
    "mobile phone number|mobile|mobile number|cell|cell phone|person phone mobile|phone mobile|"
    "telefon|telefonnummer|téléphone|teléfono|telefono|corporate phone|company phone|main phone|"
    "other phone|home phone|person phone home|person phone other|handy",
    Field.COUNTRY: "country region|country|country code|country name|mailing country|person country|billing country|"
    "land|pays|país|paese|company country",
    Field.STATE: "state region|state province|state|province|region|state code|mailing state|billing state|"
    "bundesland|company state|address 1 state province",
    Field.CITY: "city|town|mailing city|billing city|ort|stadt|ville|ciudad|company city|address 1 city",
    Field.POSTAL_CODE: "postal code|zip code|zip|zip postal code|postcode|mailing zip|plz|postleitzahl|code postal|"
    "address 1 zip postal code",
    Field.PEOPLE: "employees|number of employees|no of employees|num employees|employee count|company size|"
    "headcount|company headcount|no of employees range|mitarbeiter",
    Field.OFFER: "offer|recent conversion|last conversion|form name|form submitted|form|conversion|content title|"
    "asset name|asset|content|download|downloaded asset|offer name|webinar|event name|ebook|"
    "whitepaper|first conversion|interesting moment|topic|landing page|page title",
    Field.CAMPAIGN: "primary campaign|campaign|campaign name|ad campaign name|recent campaign|last campaign|"
    "utm campaign|campagne|kampagne|acquisition program|first touch campaign",
    Field.SOURCE: "lead source|source|original source|original source type|utm source|person source|source type|"
    "platform|lead channel|quelle|herkunft",
    Field.CONVERTED_AT: "recent conversion date|last conversion date|conversion date|converted at|submitted at|"
    "lead submitted at|submission date|submitted on|submitted|"
    "form submission date|download date|created time|create date|created date|created at|created on|"
    "date created|creation date|connected on|first conversion date|registration time|timestamp|"
    "date added|lead created|person created|date|datum|fecha",
    Field.OWNER: "lead owner|contact owner|owner|owner name|hubspot owner|assigned to|assigned rep|sales rep|rep|"
    "person owner|record owner|lead owner name|account owner|owner id|lead owner id",
    Field.EXTERNAL_ID: "record id|lead id|contact id|prospect id|person id|id|apollo contact id|crm id|"
    "do not modify lead|marketo id|external id|leadid",
    Field.NOTE: "notes|note|lead notes|description|comments|comment|message|your message|bemerkung|notiz|notizen",
    Field.BASIS: "legal basis for processing contact s data|legal basis for processing contact data|legal basis|"
    "lawful basis|consent|consent given|gdpr consent|marketing consent|contact consent|opt in|email opt in|"
    "einwilligung",
    Field.CONSENT_TEXT: "consent text|consent wording|consent statement|opt in text",
    Field.LANGUAGE: "preferred language|language|lang|locale|sprache|langue|idioma",
}
"""By field: column names, best first, as `plain_words` makes them."""

SEVERAL = frozenset({Field.EMAIL, Field.PHONE, Field.COMPANY, Field.OFFER})
"""Fields for which further columns step in where the first is empty."""

VENDORS: tuple[tuple[str, tuple[frozenset[str], ...]], ...] = tuple(
    (name, tuple(frozenset(group.split("|")) for group in groups))
    for name, groups in {
        "Apollo": ("apollo contact id", "company name for emails", "person linkedin url|corporate phone"),
        "Meta": ("adset id", "form id|ad id", "is organic|platform|created time"),
        "Pipedrive": ("person name|organization name", "person id|person name", "person email|person phone"),
        "Dynamics": ("do not modify lead", "do not modify row checksum", "topic|status reason"),
        "LinkedIn Lead Gen": (
            "form name|lead id|first name",
            "submitted at|form name",
            "lead submitted at",
            "lead type|form name",
        ),
        "LinkedIn Connections": ("connected on|position",),
        "Zoho": ("lead owner id", "record id|lead source|created time", "is converted|lead status|record id"),
        "HubSpot": (
            "record id|lifecycle stage",
            "record id|contact owner",
            "recent conversion date",
            "original source|create date",
            "country region|contact owner",
        ),
        "Pardot": ("prospect account", "score|grade|campaign", "prospect id"),
        "Marketo": ("person source|acquisition program", "marketo id", "acquisition program"),
        "Salesforce report": (
            "lead owner|company account",
            "lead owner|lead id",
            "lead owner|lead source|company",
            "primary campaign",
        ),
        "Salesforce Data Loader": ("lead source|owner id", "first name|last name|company|lead source|status"),
    }.items()
)
"""By vendor, best first: groups of column names; a header that has all of one group is that vendor's."""

UTC_VENDORS = frozenset({"LinkedIn Lead Gen"})
"""Vendors that write times in UTC without saying so."""

ANSWERING_VENDORS = frozenset({"LinkedIn Lead Gen", "Meta"})
"""Vendors whose files hold one form's fills: a column that is no field is a question of the form."""

_TECHNICAL = """
    ad id|ad name|ad set id|ad set name|adset id|adset name|campaign id|campaign group|campaign group id|form id|
    is organic|inbox url|lead status|lead type|test lead|creative id|creative name|creative type|account id|
    ad account|ad account id|sponsored account|member id|version|retailer item id|is qualified|is quality|
    is converted|custom disclaimer responses|vehicle|home listing|partner name|event id|linkedin profile url|
    profile url
"""
TECHNICAL = frozenset(" ".join(_TECHNICAL.split()).replace("| ", "|").split("|"))
"""Columns of those vendors that are not questions."""

NEEDED = (Field.EMAIL, Field.PHONE, Field.COMPANY, Field.CONVERTED_AT, Field.OFFER, Field.COUNTRY)
"""Fields whose absence a rep will feel."""
