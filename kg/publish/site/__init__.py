"""The static site: a page for each thing of the graph, lists, a search that needs no server, files for web hosts.

Pages are made one at a time from the store of a build; the Turtle and JSON-LD of each thing from its sorted dump. What
a page is called follows from the IRI alone (`paths`), so that every IRI under the base leads to a page. Templates get
plain records (`rows`) and escape every text.
"""
