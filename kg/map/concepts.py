"""The concepts that records are described with: their labels, and the words of editions that mean them.

`ontology/voc.ttl` holds the same concepts with definitions; a test keeps the two in step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.map.terms import Triple, literal
from kg.ns import AAT, CRM, INF, OA, RDF, RDFS, RICO, SKOS, UNDETERMINED, VOC, language

SCHEMES: dict[str, tuple[str, str]] = {
    "modes": ("modes of communication", "виды связи"),
    "labels": ("labels on documents", "пометы на документах"),
    "forms": ("document forms", "формы документов"),
    "levels": ("levels of archival description", "уровни архивного описания"),
    "identifier-types": ("types of identifiers", "виды идентификаторов"),
    "name-types": ("types of names", "виды имён"),
    "group-types": ("types of groups", "виды организаций"),
    "place-types": ("types of places", "виды мест"),
    "witness-types": ("types of witnesses", "виды свидетельств"),
    "voices": ("voices", "голоса"),
    "statuses": ("statuses of statements", "статусы утверждений"),
    "certainty": ("degrees of certainty", "степени достоверности"),
    "evidence": ("grounds of editors", "основания составителей"),
    "handlings": ("what else was done with a letter", "что ещё делали с письмом"),
    "unprinted": ("letters that are not printed", "ненапечатанные письма"),
    "rules": ("rules of adoption", "правила выбора"),
    "arrangements": ("arrangements of archival units", "систематизация архивных единиц"),
    "number-series": ("number series", "серии номеров"),
    "fates": ("what became of identifiers", "судьба идентификаторов"),
    "topics": ("topics of letters and decisions", "темы писем и решений"),
}

# Concept -> scheme, English label, Russian label.
CONCEPTS: dict[str, tuple[str, str, str]] = {
    "mode-letter": ("modes", "letter", "письмо"),
    "mode-telegram": ("modes", "telegram", "телеграмма"),
    "mode-cipher": ("modes", "cipher telegram", "шифротелеграмма"),
    "strictly-secret": ("labels", "strictly secret", "строго секретно"),
    "top-secret": ("labels", "top secret", "совершенно секретно"),
    "label-copy": ("labels", "copy", "копия"),
    "label-cipher": ("labels", "cipher", "шифром"),
    "label-telegram": ("labels", "telegram", "телеграмма"),
    "label-urgent": ("labels", "urgent", "срочно"),
    "form-autograph": ("forms", "autograph", "автограф"),
    "form-original": ("forms", "original", "подлинник"),
    "form-typescript": ("forms", "typescript", "машинопись"),
    "form-script": ("forms", "script (as translated)", "«script» (так в переводе)"),
    "form-certified-copy": ("forms", "certified typewritten copy", "заверенная машинописная копия"),
    "form-typewritten-copy": ("forms", "typewritten copy", "машинописная копия"),
    "form-handwritten": ("forms", "handwritten text", "рукописный текст"),
    "form-with-notes": ("forms", "with handwritten notes", "с пометами"),
    "form-signature-autograph": ("forms", "autograph signature", "подпись — автограф"),
    "form-enciphered": ("forms", "enciphered text", "шифрованный текст"),
    "form-decision-record": ("forms", "record of a decision", "запись решения"),
    "fond": ("levels", "fond", "фонд"),
    "opis": ("levels", "opis (inventory)", "опись"),
    "delo": ("levels", "delo (file)", "дело"),
    "collection": ("levels", "collection", "собрание"),
    "box": ("levels", "box", "коробка"),
    "folder": ("levels", "folder", "папка"),
    "nachlass": ("levels", "Nachlass (papers of a person)", "личный фонд (Nachlass)"),
    "mappe": ("levels", "Mappe (portfolio)", "папка (Mappe)"),
    "idtype-shelfmark": ("identifier-types", "shelfmark", "архивный шифр"),
    "idtype-cipher-no": ("identifier-types", "number in the register of ciphers", "номер шифровки"),
    "idtype-telegram-no": ("identifier-types", "telegram number of the sender", "номер телеграммы отправителя"),
    "idtype-hp-no": ("identifier-types", "telegraph number (Нр)", "телеграфный номер (Нр)"),
    "idtype-incoming-no": ("identifier-types", "incoming number", "входящий номер"),
    "idtype-other-no": ("identifier-types", "other number", "иной номер"),
    "idtype-edition-no": ("identifier-types", "number in the edition", "номер в издании"),
    "name-variant": ("name-types", "spelling variant", "вариант написания"),
    "ocr-slip": ("name-types", "slip of the scan or of the translation", "ошибка сканирования или перевода"),
    "group-party": ("group-types", "party", "партия"),
    "group-body": ("group-types", "body", "орган"),
    "group-commissariat": ("group-types", "commissariat", "наркомат"),
    "group-commission": ("group-types", "commission", "комиссия"),
    "group-government": ("group-types", "government", "правительство"),
    "group-enterprise": ("group-types", "enterprise", "предприятие"),
    "group-plant": ("group-types", "plant", "завод"),
    "group-newspaper": ("group-types", "newspaper or journal", "газета или журнал"),
    "group-agency": ("group-types", "news agency", "информационное агентство"),
    "group-army": ("group-types", "armed force", "вооружённые силы"),
    "group-institution": ("group-types", "institution", "учреждение"),
    "group-movement": ("group-types", "movement", "движение"),
    "group-archive": ("group-types", "archive", "архив"),
    "group-conference": ("group-types", "conference", "конференция"),
    "place-city": ("place-types", "city", "город"),
    "place-region": ("place-types", "region", "регион"),
    "place-state": ("place-types", "state", "государство"),
    "place-building": ("place-types", "building", "здание"),
    "heading": ("witness-types", "printed heading", "заголовок издания"),
    "signature": ("witness-types", "signature", "подпись"),
    "salutation": ("witness-types", "salutation or address line", "обращение или адрес"),
    "dateline": ("witness-types", "dateline", "дата под текстом"),
    "number": ("witness-types", "number on the document", "номер на документе"),
    "label": ("witness-types", "label on the document", "помета на документе"),
    "secretary-note": ("witness-types", "note of a secretary", "помета секретаря"),
    "archive-line": ("witness-types", "archive line", "архивная легенда"),
    "editor-footnote": ("witness-types", "footnote of the editors", "примечание составителей"),
    "introduction": ("witness-types", "introduction of the editors", "введение составителей"),
    "cross-reference": ("witness-types", "reference to another letter", "ссылка на другое письмо"),
    "enclosure": ("witness-types", "enclosure", "приложение"),
    "reading": ("witness-types", "note of reading", "помета об ознакомлении"),
    "shared-leaf": ("witness-types", "two texts on one leaf", "два текста на одном листе"),
    "authority-match": ("witness-types", "match with an authority file", "совпадение с авторитетным файлом"),
    "inference": ("witness-types", "inference", "умозаключение"),
    "displaced-heading": ("witness-types", "displaced heading", "перемещённый заголовок"),
    "reversed-heading": ("witness-types", "heading read the other way round", "заголовок в обратном направлении"),
    "metadata-record": ("witness-types", "description of the letter", "описание письма"),
    "curator": ("witness-types", "curator", "куратор"),
    "voice-author": ("voices", "the author", "автор"),
    "voice-office": ("voices", "the office", "канцелярия"),
    "voice-editors": ("voices", "the editors", "составители"),
    "voice-program": ("voices", "the program", "программа"),
    "voice-curator": ("voices", "a curator", "куратор"),
    "rule-curator": ("rules", "a curator decided", "решение куратора"),
    "rule-own-words": ("rules", "the document speaks for itself", "документ говорит сам за себя"),
    "rule-secretary-note": ("rules", "the note of a secretary", "помета секретаря"),
    "rule-constraints": ("rules", "narrowed by other letters", "сужено по другим письмам"),
    "rule-shared-leaf": ("rules", "two texts on one leaf", "два текста на одном листе"),
    "rule-displaced-heading": ("rules", "a heading from elsewhere on the page", "заголовок с другого места страницы"),
    "rule-heading-reversed": ("rules", "the heading read the other way round", "заголовок в обратном направлении"),
    "rule-heading-alone": ("rules", "only the heading speaks", "говорит только заголовок"),
    "rule-editors": ("rules", "the editors say so", "сообщают составители"),
    "rule-as-recorded": ("rules", "as recorded", "как записано"),
    "rule-no-body": ("rules", "nothing is printed under the heading", "под заголовком нет текста"),
    "rule-attested": ("rules", "attested, not printed", "засвидетельствовано, не напечатано"),
    "rule-same-decision": ("rules", "the same body, day, leaf and matter", "те же орган, день, лист и предмет"),
    "rule-described": ("rules", "the description says so", "так в описании"),
    "rule-ledger": ("rules", "decided in the link ledger", "решение в реестре связей"),
    "arrangement-chronological": ("arrangements", "chronological", "хронологическая"),
    "adopted": ("statuses", "adopted", "принято"),
    "rejected": ("statuses", "rejected", "отвергнуто"),
    "candidate": ("statuses", "candidate, undecided", "не решено"),
    "certain": ("certainty", "certain", "достоверно"),
    "probable": ("certainty", "probable", "вероятно"),
    "possible": ("certainty", "possible", "возможно"),
    "evidence-internal": ("evidence", "from the letter itself", "по самому письму"),
    "evidence-external": ("evidence", "from other sources", "по другим источникам"),
    "evidence-conjecture": ("evidence", "conjecture of the editors", "предположение составителей"),
    "handling-transmitted": ("handlings", "transmitted", "передано"),
    "handling-redirected": ("handlings", "redirected", "перенаправлено"),
    "handling-forwarded": ("handlings", "forwarded", "переслано"),
    "unprinted-known": ("unprinted", "known, not printed here", "известно, здесь не напечатано"),
    "unprinted-unknown": ("unprinted", "lost or not known", "утрачено или неизвестно"),
    "id-merged": ("fates", "merged into another", "объединён с другим"),
    "id-split": ("fates", "split into several", "разделён на несколько"),
    "id-withdrawn": ("fates", "withdrawn", "отозван"),
}

SECRECY = {"strictly secret": VOC.strictly_secret, "top secret": VOC.top_secret}
LABELS = {
    **SECRECY,
    "copy": VOC.label_copy,
    "cipher": VOC.label_cipher,
    "telegram": VOC.label_telegram,
    "urgent": VOC.label_urgent,
}
FORMS = {
    "autograph": VOC.form_autograph,
    "original": VOC.form_original,
    "typescript": VOC.form_typescript,
    "script": VOC.form_script,
    "certified typewritten copy": VOC.form_certified_copy,
    "certified copy": VOC.form_certified_copy,
    "typewritten copy": VOC.form_typewritten_copy,
    "handwritten": VOC.form_handwritten,
    "handwritten text": VOC.form_handwritten,
    "the signature is an autograph": VOC.form_signature_autograph,
}

_LANGUAGES = {
    "de": ("German", "немецкий язык"),
    "en": ("English", "английский язык"),
    "fr": ("French", "французский язык"),
    "it": ("Italian", "итальянский язык"),
    "la": ("Latin", "латинский язык"),
    "pl": ("Polish", "польский язык"),
    "ru": ("Russian", "русский язык"),
    "uk": ("Ukrainian", "украинский язык"),
}
_TYPES = {"levels": (RICO.RecordSetType,), "rules": (INF.I3_Inference_Logic,)}


def forms(text: str) -> tuple[str, ...]:
    """The concepts that a printed document form means, none when it is not known.

    `Handwritten text with Kaganovich's notes` is a form and a remark on it.
    """
    word = text.strip(" .").lower()
    known = FORMS.get(word)
    if known is not None:
        return (known,)
    form, with_, remark = word.partition(" with ")
    if with_ and "note" in remark and form in FORMS:
        return FORMS[form], VOC.form_with_notes
    return ()


def label_of(concept: str) -> tuple[str, str]:
    """The English and the Russian label of a `voc:` term."""
    return _LABELS[concept]


_LABELS = {VOC[name]: (en, ru) for name, (_, en, ru) in CONCEPTS.items()}


def concepts() -> Iterator[Triple]:
    """Every concept and scheme with its labels, so that a reader of the dump needs no second file."""
    for name, (en, ru) in SCHEMES.items():
        yield VOC[name], RDF.type, SKOS.ConceptScheme
        yield VOC[name], RDFS.label, literal(en, "en")
        yield VOC[name], RDFS.label, literal(ru, "ru")
    for name, (scheme, en, ru) in CONCEPTS.items():
        yield from concept(VOC[name], VOC[scheme], en, ru, *_TYPES.get(scheme, ()))
    preferred = AAT["300404670"]
    yield preferred, RDF.type, CRM.E55_Type
    yield preferred, RDFS.label, literal("preferred term", "en")
    yield OA.identifying, RDF.type, OA.Motivation
    yield OA.identifying, RDFS.label, literal("identifying", "en")


def languages(codes: Iterable[str]) -> Iterator[Triple]:
    """Languages by their ISO 639-1 codes; one whose name is not known here is labelled with its code."""
    for code in codes:
        if code == UNDETERMINED:
            continue
        en, ru = _LANGUAGES.get(code.partition("-")[0].lower(), (code, ""))
        yield language(code), RDF.type, CRM.E56_Language
        yield language(code), RDFS.label, literal(en, "en")
        if ru:
            yield language(code), RDFS.label, literal(ru, "ru")


def concept(term: str, scheme: str, en: str, ru: str, *types: str) -> Iterator[Triple]:
    """One concept: a CRM type and a SKOS concept at once."""
    for type_ in (CRM.E55_Type, SKOS.Concept, *types):
        yield term, RDF.type, type_
    yield term, SKOS.inScheme, scheme
    for property_ in (RDFS.label, SKOS.prefLabel):
        yield term, property_, literal(en, "en")
        if ru:
            yield term, property_, literal(ru, "ru")
