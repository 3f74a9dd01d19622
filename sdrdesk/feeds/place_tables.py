"""States, provinces, area codes and states in two zones: the tables behind `places.py`.

Area codes as in the metadata of phonenumbers 9.0.43; split states after the time zone boundaries of 49 CFR 71.
"""

from __future__ import annotations

from sdrdesk.dataclasses import dataclass

ZONES = {
    "E": "America/New_York",
    "C": "America/Chicago",
    "M": "America/Denver",
    "P": "America/Phoenix",
    "W": "America/Los_Angeles",
    "K": "America/Anchorage",
    "H": "Pacific/Honolulu",
}
"""The letters of `US_STATES`."""

US_STATES = {
    "AL": ("Alabama", "C"),
    "AK": ("Alaska", "K"),
    "AZ": ("Arizona", "P"),
    "AR": ("Arkansas", "C"),
    "CA": ("California", "W"),
    "CO": ("Colorado", "M"),
    "CT": ("Connecticut", "E"),
    "DE": ("Delaware", "E"),
    "DC": ("District of Columbia", "E"),
    "FL": ("Florida", "E"),
    "GA": ("Georgia", "E"),
    "HI": ("Hawaii", "H"),
    "ID": ("Idaho", "M"),
    "IL": ("Illinois", "C"),
    "IN": ("Indiana", "E"),
    "IA": ("Iowa", "C"),
    "KS": ("Kansas", "C"),
    "KY": ("Kentucky", "E"),
    "LA": ("Louisiana", "C"),
    "ME": ("Maine", "E"),
    "MD": ("Maryland", "E"),
    "MA": ("Massachusetts", "E"),
    "MI": ("Michigan", "E"),
    "MN": ("Minnesota", "C"),
    "MS": ("Mississippi", "C"),
    "MO": ("Missouri", "C"),
    "MT": ("Montana", "M"),
    "NE": ("Nebraska", "C"),
    "NV": ("Nevada", "W"),
    "NH": ("New Hampshire", "E"),
    "NJ": ("New Jersey", "E"),
    "NM": ("New Mexico", "M"),
    "NY": ("New York", "E"),
    "NC": ("North Carolina", "E"),
    "ND": ("North Dakota", "C"),  # codespell:ignore
    "OH": ("Ohio", "E"),
    "OK": ("Oklahoma", "C"),
    "OR": ("Oregon", "W"),
    "PA": ("Pennsylvania", "E"),
    "RI": ("Rhode Island", "E"),
    "SC": ("South Carolina", "E"),
    "SD": ("South Dakota", "C"),
    "TN": ("Tennessee", "C"),
    "TX": ("Texas", "C"),
    "UT": ("Utah", "M"),
    "VT": ("Vermont", "E"),
    "VA": ("Virginia", "E"),
    "WA": ("Washington", "W"),
    "WV": ("West Virginia", "E"),
    "WI": ("Wisconsin", "C"),
    "WY": ("Wyoming", "M"),
}
"""Name and main zone of each state."""

CA_PROVINCES = {
    "AB": ("Alberta", "America/Edmonton"),
    "BC": ("British Columbia", "America/Vancouver"),
    "MB": ("Manitoba", "America/Winnipeg"),
    "NB": ("New Brunswick", "America/Moncton"),
    "NL": ("Newfoundland and Labrador", "America/St_Johns"),
    "NS": ("Nova Scotia", "America/Halifax"),
    "NT": ("Northwest Territories", "America/Edmonton"),
    "NU": ("Nunavut", "America/Iqaluit"),
    "ON": ("Ontario", "America/Toronto"),
    "PE": ("Prince Edward Island", "America/Halifax"),
    "QC": ("Quebec", "America/Toronto"),
    "SK": ("Saskatchewan", "America/Regina"),
    "YT": ("Yukon", "America/Whitehorse"),
}
"""Name and main zone of each province."""

AU_STATES = {
    "NSW": ("New South Wales", "Australia/Sydney"),
    "VIC": ("Victoria", "Australia/Melbourne"),
    "QLD": ("Queensland", "Australia/Brisbane"),
    "SA": ("South Australia", "Australia/Adelaide"),
    "WA": ("Western Australia", "Australia/Perth"),
    "TAS": ("Tasmania", "Australia/Hobart"),
    "NT": ("Northern Territory", "Australia/Darwin"),
    "ACT": ("Australian Capital Territory", "Australia/Sydney"),
}
"""Name and main zone of each state."""

AREA_CODES = {
    "US-AL": "205 251 256 334 659 938",
    "US-AK": "907",
    "US-AZ": "480 520 602 623 928",
    "US-AR": "327 479 501 870",
    "US-CA": (
        "209 213 279 323 341 350 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 738 "
        "747 760 805 818 820 831 840 858 909 916 925 949 951"
    ),
    "US-CO": "303 719 720 748 970 983",
    "US-CT": "475 860 959",
    "US-DE": "302",
    "US-DC": "202 771",
    "US-FL": "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 954",
    "US-GA": "229 404 470 478 678 706 762 770 912 943",
    "US-HI": "808",
    "US-ID": "208 986",
    "US-IL": "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 872",
    "US-IN": "219 260 317 463 574 765 812 930",
    "US-IA": "319 515 563 641 712",
    "US-KS": "316 620 785 913",
    "US-KY": "270 364 502 606 859",
    "US-LA": "225 318 337 504 985",
    "US-ME": "207",
    "US-MD": "227 240 301 410 443 667",
    "US-MA": "339 351 413 508 617 774 781 857 978",
    "US-MI": "231 248 269 313 517 586 616 734 810 906 947 989",
    "US-MN": "218 320 507 612 651 763 952",
    "US-MS": "228 601 662 769",
    "US-MO": "235 314 417 557 573 636 660 816 975",
    "US-MT": "406",
    "US-NE": "308 402 531",
    "US-NV": "702 725 775",
    "US-NH": "603",
    "US-NJ": "201 551 609 640 732 848 856 862 908 973",
    "US-NM": "505 575",
    "US-NY": "212 315 329 332 347 363 516 518 585 607 631 646 680 716 838 845 914 917 929 934",
    "US-NC": "252 336 472 704 743 828 910 919 980 984",
    "US-ND": "701",
    "US-OH": "216 220 234 283 326 330 380 419 440 513 567 614 740 937",
    "US-OK": "405 539 572 580 918",
    "US-OR": "458 503 541 971",
    "US-PA": "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878",
    "US-RI": "401",
    "US-SC": "803 821 839 843 854 864",
    "US-SD": "605",
    "US-TN": "423 615 629 731 865 901 931",
    "US-TX": (
        "210 214 254 281 325 346 361 409 430 432 469 512 682 713 726 737 806 817 830 832 903 915 936 940 945 "
        "956 972 979"
    ),
    "US-UT": "385 435 801",
    "US-VT": "802",
    "US-VA": "276 434 540 571 686 703 757 804 826 948",
    "US-WA": "206 253 360 425 509 564",
    "US-WV": "304 681",
    "US-WI": "262 274 353 414 534 608 715 920",
    "US-WY": "307",
    "CA-AB": "368 403 587 780 825",
    "CA-BC": "236 250 257 604 672 778",
    "CA-MB": "204 431 584",
    "CA-NB": "428 506",
    "CA-NL": "709 879",
    "CA-NS": "782 902",
    "CA-NT": "867",
    "CA-ON": "226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 807 942",
    "CA-QC": "263 273 354 367 418 438 450 468 514 579 581 819 873",
    "CA-SK": "306 474 639",
}
"""Which area codes a state or province has; Nova Scotia's also serve Prince Edward Island."""

TOLL_FREE = frozenset({"500", "800", "822", "833", "844", "855", "866", "877", "888", "900"})
"""Area codes that say nothing about where somebody is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A state in two zones, and what tells which: its main zone is the one in the table above."""

    other: str
    """The zone of the smaller part."""
    zips: str = ""
    """Beginnings of postal codes in the other zone."""
    both_zips: str = ""
    """Beginnings of postal codes in both."""
    codes: str = ""
    """Area codes in the other zone."""
    both_codes: str = ""
    """Area codes in both."""
    cities: str = ""
    """Cities in the other zone."""
    main_cities: str = ""
    """Cities in the main zone."""


SPLIT_STATES = {
    "US-FL": Split(
        other="America/Chicago",
        zips="325",
        both_zips="324",
        both_codes="448 850",
        cities="Pensacola|Panama City|Destin|Fort Walton Beach|Crestview|Niceville|Marianna",
        main_cities="Miami|Orlando|Tampa|Jacksonville|Tallahassee|Fort Lauderdale|St Petersburg|Saint Petersburg|"
        "Sarasota|Naples|Boca Raton|Gainesville|West Palm Beach|Fort Myers|Clearwater|Miami Beach|Hollywood",
    ),
    "US-ID": Split(
        other="America/Los_Angeles",
        zips="838",
        both_zips="835",
        both_codes="208 986",
        cities="Coeur d'Alene|Lewiston|Moscow|Post Falls|Sandpoint",
        main_cities="Boise|Meridian|Nampa|Idaho Falls|Pocatello|Twin Falls|Caldwell|Eagle|Rexburg",
    ),
    "US-IN": Split(
        other="America/Chicago",
        zips="464 476 477",
        both_zips="463 465 475",
        codes="219",
        both_codes="574 812 930",
        cities="Gary|Hammond|Evansville|Merrillville|Crown Point|Valparaiso|Michigan City|East Chicago|Munster",
        main_cities="Indianapolis|Fort Wayne|South Bend|Bloomington|Carmel|Fishers|Muncie",  # codespell:ignore
    ),
    "US-KS": Split(
        other="America/Denver",
        both_zips="677 678",
        both_codes="620 785",
        cities="Goodland",
        main_cities="Wichita|Overland Park|Kansas City|Olathe|Topeka|Lawrence|Lenexa|Manhattan|Salina|Shawnee",
    ),
    "US-KY": Split(
        other="America/Chicago",
        zips="420 421 422 423 424",
        both_zips="401 426 427",
        both_codes="270 364 502 606",
        cities="Bowling Green|Owensboro|Paducah|Hopkinsville|Henderson",
        main_cities="Louisville|Lexington|Frankfort|Covington|Florence|Richmond|Georgetown|Elizabethtown|Ashland",
    ),
    "US-MI": Split(
        other="America/Chicago",
        both_zips="498 499",
        both_codes="906",
        cities="Iron Mountain|Menominee|Ironwood|Iron River",
        main_cities="Detroit|Ann Arbor|Grand Rapids|Lansing|Troy|Southfield|Dearborn|Kalamazoo|Flint|Marquette",
    ),
    "US-ND": Split(
        other="America/Denver",
        zips="586",
        both_zips="585 588",
        both_codes="701",
        cities="Dickinson",
        main_cities="Fargo|Bismarck|Grand Forks|Minot|Williston",
    ),
    "US-NE": Split(
        other="America/Denver",
        zips="693",
        both_zips="690 691 692",
        both_codes="308",
        cities="Scottsbluff|Alliance|Sidney|Chadron|Ogallala",
        main_cities="Omaha|Lincoln|Grand Island|Kearney|Bellevue|North Platte",
    ),
    "US-OR": Split(
        other="America/Denver",
        both_zips="979",
        both_codes="458 541",
        cities="Ontario",
        main_cities="Portland|Salem|Eugene|Bend|Beaverton|Hillsboro|Medford|Corvallis|Gresham|Tigard",
    ),
    "US-SD": Split(
        other="America/Denver",
        zips="577",
        both_zips="575 576",
        both_codes="605",
        cities="Rapid City|Spearfish|Sturgis",
        main_cities="Sioux Falls|Aberdeen|Brookings|Watertown|Mitchell|Pierre",
    ),
    "US-TN": Split(
        other="America/New_York",
        zips="374 376 377 378 379",
        both_zips="373",
        codes="865",
        both_codes="423 931",
        cities="Knoxville|Chattanooga|Johnson City|Kingsport|Bristol|Oak Ridge|Cleveland",
        main_cities="Nashville|Memphis|Franklin|Murfreesboro|Clarksville|Brentwood|Jackson|Germantown",
    ),
    "US-TX": Split(
        other="America/Denver",
        zips="799 885",
        both_zips="798",
        codes="915",
        both_codes="432",
        cities="El Paso",
        main_cities="Houston|Dallas|Austin|San Antonio|Fort Worth|Plano|Irving|Arlington|Frisco|Corpus Christi|Lubbock|"
        "Midland|Round Rock|Richardson|The Woodlands|Sugar Land|McKinney|Amarillo",
    ),
    "CA-BC": Split(
        other="America/Edmonton",
        both_zips="V0A V0B V0C V1A V1C V1G V1J",
        both_codes="236 250 257 672 778",
        main_cities="Vancouver|Victoria|Burnaby|Surrey|Richmond|Kelowna|Kamloops|Nanaimo|Abbotsford|Coquitlam",
    ),
    "CA-NL": Split(
        other="America/Goose_Bay",
        zips="A0P A2V",
        both_codes="709 879",
        cities="Labrador City|Happy Valley-Goose Bay",
        main_cities="St. John's|Saint John's|Corner Brook|Gander|Mount Pearl",
    ),
    "CA-NU": Split(other="America/Cambridge_Bay", cities="Cambridge Bay", main_cities="Iqaluit"),
    "CA-ON": Split(
        other="America/Winnipeg",
        zips="P8N P8T P9A P9N",
        both_zips="P0",
        both_codes="807",
        cities="Kenora|Dryden|Fort Frances",
        main_cities="Toronto|Ottawa|Mississauga|Hamilton|London|Waterloo|Kitchener|Markham|Windsor|Brampton",
    ),
}
"""By region; the two zones together count where nothing tells them apart."""
