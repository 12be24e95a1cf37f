"""Files that appear whole or not at all, whatever ends the run: an error, a signal, a full disk, kill -9.

A content is on the disk, in a file that has no name yet, before anything else happens; then it takes the place of the
old one in a single step (`replacement`). While a run writes a file, or is about to, no other run can (`lock`).
"""

from carteira_cli.output.lock import locked
from carteira_cli.output.manifest import Entry, manifest
from carteira_cli.output.replacement import flush_names
from carteira_cli.output.targets import make_folder, refuse_repeated
from carteira_cli.output.write import replacing, replacing_all, write_all, write_atomic

__all__ = [
    "Entry",
    "flush_names",
    "locked",
    "make_folder",
    "manifest",
    "refuse_repeated",
    "replacing",
    "replacing_all",
    "write_all",
    "write_atomic",
]
