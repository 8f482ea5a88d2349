"""The files of a release beside the dumps: who may check it, who may cite it, what it is."""
