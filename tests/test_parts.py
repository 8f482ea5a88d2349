"""A large graph checked in parts gives what the whole gives; which checks may see a part, and which must not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from benchmarks.errors import spoilt
from benchmarks.letters import Letters, graph
from test_fast import EVERYTHING, QUERIES, graphs, shapes
from hypothesis import given
from hypothesis import strategies as st
from validation import nt, said

from kg.publish.ntriples import ntriples
from kg.resources import resource_files
from kg.validate.fast import Found, Validator
from kg.validate.graph import Graph
from kg.validate.parts import parts
from kg.validate.plan import checks, footprint, is_local
from kg.validate.shapes import Shapes, load_shapes
from kg.validate.sorted_file import SortedFile
from kg.validate.terms import statements
