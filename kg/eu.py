"""Codes of the tables of the European Union's Publications Office that DCAT-AP asks for: themes, languages, files."""

from __future__ import annotations

EU_THEMES = {
    "AGRI": "Agriculture, fisheries, forestry and food",
    "ECON": "Economy and finance",
    "EDUC": "Education, culture and sport",
    "ENER": "Energy",
    "ENVI": "Environment",
    "GOVE": "Government and public sector",
    "HEAL": "Health",
    "INTR": "International issues",
    "JUST": "Justice, legal system and public safety",
    "REGI": "Regions and cities",
    "SOCI": "Population and society",
    "TECH": "Science and technology",
    "TRAN": "Transport",
}
# BCP 47 -> the code of the European Union's table of languages (ISO 639-3), for those that editions are likely to have.
_EU_LANGUAGES = (
    "ar-ARA be-BEL bg-BUL bs-BOS ca-CAT cs-CES cy-CYM da-DAN de-DEU el-ELL en-ENG es-SPA et-EST eu-EUS fa-FAS "
    "fi-FIN fr-FRA ga-GLE gl-GLG he-HEB hi-HIN hr-HRV hu-HUN hy-HYE is-ISL it-ITA ja-JPN ka-KAT kk-KAZ ko-KOR "
    "la-LAT lt-LIT lv-LAV mk-MKD mt-MLT nl-NLD no-NOR pl-POL pt-POR ro-RON ru-RUS sk-SLK sl-SLV sq-SQI sr-SRP "
    "sv-SWE tr-TUR uk-UKR ur-URD vi-VIE yi-YID zh-ZHO "
)
EU_LANGUAGES = {pair[:2]: pair[3:] for pair in _EU_LANGUAGES.split()}
# Media type -> the code of its table of file types.
EU_FILE_TYPES = {
    "text/turtle": "RDF_TURTLE",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/n-quads": "RDF_N_QUADS",
    "application/trig": "RDF_TRIG",
    "application/ld+json": "JSON_LD",
    "text/csv": "CSV",
    "text/plain": "TXT",
    "text/tab-separated-values": "TSV",
    "application/csvm+json": "JSON",
}
