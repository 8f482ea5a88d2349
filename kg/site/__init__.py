"""`kg site`: the static site of a workspace, from what its build left in `out/`.

Composed of the store, the saved queries and `kg.publish.site`: `making` is the whole, `data` the files of data of each
thing, `queries` and `saved` what comes of the saved queries, `copies` what is taken over from the build as it is.
"""

from kg.site.making import Made, make_site
from kg.site.writing import MARK

__all__ = ["MARK", "Made", "make_site"]
