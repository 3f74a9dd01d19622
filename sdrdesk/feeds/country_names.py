"""What people and CRMs call countries, where the tzdata package's own list of names ends."""

from __future__ import annotations

ALPHA_3 = """
    ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB
    BDBGD BEBEL BFBFA BGBLG BHBAH BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR
    BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR
    CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK
    FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS
    GTGUA GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN
    ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO
    LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMOR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD
    MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER
    NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM
    PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP
    SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSZW TCTCA TDTCD TFATF
    TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY
    UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVTU WFWLF WSWSM XKXKK YEYEM YTMYT ZAZAF ZMZMB ZWZWE
"""
"""ISO 3166: the two letters of each country, then the three."""

COUNTRY_NAMES = {
    "AE": "UAE|Emirates",
    "AT": "Österreich|Oesterreich|Autriche",
    "AU": "Australien|Australie",  # codespell:ignore
    "BA": "Bosnia",
    "BE": "België|Belgique|Belgien",
    "BO": "Bolivia, Plurinational State of",
    "BR": "Brasil|Brasilien|Brésil",
    "CD": "DR Congo|Democratic Republic of the Congo|Congo, Democratic Republic",
    "CG": "Congo|Republic of the Congo",
    "CH": "Schweiz|Suisse|Svizzera|Swiss",
    "CI": "Ivory Coast|Cote d'Ivoire",
    "CN": "PR China|People's Republic of China|Mainland China|中国",
    "CZ": "Czechia|Czech Republic|Česko|Česká republika|Tschechien",
    "DE": "Deutschland|Allemagne|Alemania|BRD|Federal Republic of Germany",
    "DK": "Danmark|Dänemark",
    "DO": "República Dominicana",
    "EE": "Eesti|Estland",
    "ES": "España|Spanien|Espagne",
    "FI": "Suomi|Finnland",
    "FR": "Frankreich|République française",
    "GB": "UK|United Kingdom|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|"
    "United Kingdom of Great Britain and Northern Ireland|Großbritannien|Royaume-Uni|U.K.|G.B.",
    "GR": "Hellas|Griechenland",
    "HK": "Hong Kong SAR|Hong Kong S.A.R.",
    "HR": "Hrvatska|Kroatien",
    "HU": "Magyarország|Ungarn",
    "IE": "Éire|Irland|Republic of Ireland",
    "IN": "Bharat|Indien",  # codespell:ignore
    "IR": "Iran, Islamic Republic of",
    "IT": "Italia|Italien|Italie",
    "JP": "日本|Japon",
    "KP": "North Korea",
    "KR": "South Korea|Korea|Republic of Korea|Korea, Republic of|대한민국",
    "KN": "Saint Kitts and Nevis",
    "LA": "Lao People's Democratic Republic",
    "LC": "Saint Lucia",
    "LT": "Lietuva|Litauen",
    "LU": "Luxemburg",
    "LV": "Latvija|Lettland",
    "MD": "Moldova, Republic of|Republic of Moldova",
    "MK": "Macedonia",
    "MM": "Burma|Myanmar",
    "MO": "Macao|Macau SAR",
    "MX": "México|Mexiko|Mexique",
    "NL": "Nederland|The Netherlands|Holland|Niederlande|Pays-Bas",
    "NO": "Norge|Norwegen",
    "NZ": "Aotearoa",
    "PH": "The Philippines",
    "PL": "Polska|Polen|Pologne",
    "PR": "Puerto Rico",
    "PS": "State of Palestine|Palestinian Territories",
    "RO": "România|Rumänien",
    "RS": "Srbija|Serbien",
    "RU": "Russian Federation|Россия|Russland",
    "SE": "Sverige|Schweden",
    "SI": "Slovenija|Slowenien",
    "SK": "Slovensko|Slowakei|Slovak Republic",
    "SY": "Syrian Arab Republic",
    "SZ": "Swaziland|Eswatini",
    "TR": "Türkiye|Türkei",
    "TW": "Taiwan, Province of China|台灣",
    "TZ": "Tanzania, United Republic of",
    "UA": "Україна|Ukraine",
    "US": "USA|United States|United States of America|U.S.|U.S.A.|America|Estados Unidos|Vereinigte Staaten|États-Unis",
    "VC": "Saint Vincent and the Grenadines",
    "VE": "Venezuela, Bolivarian Republic of",
    "VN": "Viet Nam",  # codespell:ignore
    "ZA": "Südafrika|RSA",
}
"""Names that tzdata's own list lacks: how CRMs write them, and how people at home do."""
