"""Columns that reading adds to the lines of a file; no name in a header begins with a NUL."""

from __future__ import annotations

LINE = "\x00linha"  # Int or text: where a record starts in the file, in files that were rewritten
MARK = "\x00marca"  # String: what is wrong with a record as a whole; null where it is sound
VOID = "\x00anulada"  # String: why a line does not count; null where it does
RETURN = "\x00devolvida"  # Boolean, never null: the amount is money given back, whatever its sign
DOUBT = "\x00duvida"  # String: the column and the word (`column\x1fword`) that nobody knows; null where all is known
TIMES, PARTS = "\x00vezes", "\x00partes"  # Int64: an amount × the first ÷ the second is that of a month
TITLE = "\x00titulo"  # Int32: under which of the titles that say something of their lines; null under none
HIDDEN = (LINE, MARK, VOID, RETURN, DOUBT, TIMES, PARTS, TITLE)
