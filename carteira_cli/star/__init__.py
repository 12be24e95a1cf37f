"""A portfolio as a star: dimensions and facts that other programs read, and a model that says what is made of them.

`columns` names what there is, `formulas` writes the catalogue's own formulas as SQL over it, `people`, `calendar`,
`sales` and `movement` fill it, `ossie` describes it, `build` puts it together and `writing` into files.
"""
