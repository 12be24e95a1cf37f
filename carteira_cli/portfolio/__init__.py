"""Exports of any kind become one clean Parquet portfolio, and newer exports are added to it.

`build` is the whole of it: `arrivals` says which files are new, `staging` reads each into typed lines,
`folding` keeps what two exports share from counting twice, `writing` sorts and writes, `folder` makes the
result take the place of the old portfolio in one step.
"""
