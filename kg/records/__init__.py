"""Frozen, typed records: what an edition says (`found/`) and what is known of names and units (`authorities/`).

One file a record type; `codec` reads and writes them as JSON Lines and prints their JSON Schemas.
"""

from kg.records.alignment import Alignment, Change, Evidence, Rival
from kg.records.authorities import Authorities
from kg.records.candidate import Feature, Match, Profile
from kg.records.case import Case
from kg.records.citation import Antecedent, Citation
from kg.records.claim import Claim, Judgement
from kg.records.collated import Collation, Printing, Shared
from kg.records.constraint import Clash, Constraint, Dating
from kg.records.curated import Adjudication, SettledMention, Subject
from kg.records.decision import Decision
from kg.records.described import (
    About,
    Action,
    Bibliography,
    Dated,
    Described,
    Item,
    Listed,
    Named,
    Refused,
    Related,
    Shelved,
    Tally,
)
from kg.records.edition import Edition, Printed, Settings, TextRights, Web, Window
from kg.records.group import Group, Relation
from kg.records.heading import Heading
from kg.records.interval import Interval, interval
from kg.records.letter import Body, Description, Handling, Letter, Mention, Sent
from kg.records.link import Link
from kg.records.lost import Attestation, CandidateLeaves, LostLetter
from kg.records.person import Person
from kg.records.place import Coordinates, Place
from kg.records.problem import Problem
from kg.records.reference import Reference, Said
from kg.records.reply import Reply
from kg.records.shelfmark import Leaf, Shelfmark
from kg.records.topic import Topic
from kg.records.unit import Unit
from kg.records.witness import Witness
from kg.records.wording import Wording

__all__ = [
    "About",
    "Action",
    "Adjudication",
    "Alignment",
    "Antecedent",
    "Attestation",
    "Authorities",
    "Bibliography",
    "Body",
    "CandidateLeaves",
    "Case",
    "Change",
    "Citation",
    "Claim",
    "Clash",
    "Collation",
    "Constraint",
    "Coordinates",
    "Dated",
    "Dating",
    "Decision",
    "Described",
    "Description",
    "Edition",
    "Evidence",
    "Feature",
    "Group",
    "Handling",
    "Heading",
    "Interval",
    "Item",
    "Judgement",
    "Leaf",
    "Letter",
    "Link",
    "Listed",
    "LostLetter",
    "Match",
    "Mention",
    "Named",
    "Person",
    "Place",
    "Printed",
    "Printing",
    "Problem",
    "Profile",
    "Reference",
    "Refused",
    "Related",
    "Relation",
    "Reply",
    "Rival",
    "Said",
    "Sent",
    "Settings",
    "SettledMention",
    "Shared",
    "Shelfmark",
    "Shelved",
    "Subject",
    "Tally",
    "TextRights",
    "Topic",
    "Unit",
    "Web",
    "Window",
    "Witness",
    "Wording",
    "interval",
]
