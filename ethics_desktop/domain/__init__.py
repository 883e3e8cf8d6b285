"""Plain Python: no Qt, no SQL, no files, no clock, no global random."""
