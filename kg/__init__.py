"""`kg` turns editions of letters into a knowledge graph.

The stages, in order, are the folders of this package::

    read -> extract -> adopt -> reconcile -> map -> validate -> publish
    bytes   found      records   + links     triples  report     files

`kg.extraction` and `kg.pipeline` compose them; `kg.cli` is the command line.
"""

__version__ = "0.1.0"
