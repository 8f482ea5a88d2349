"""CMIF, the Correspondence Metadata Interchange Format of the TEI Correspondence SIG: version 1, the proposed 2.

It is TEI with nothing but descriptions of letters in the header, so the reader of TEI reads it.
"""

from kg.read.tei import read_descriptions as read

__all__ = ["read"]
