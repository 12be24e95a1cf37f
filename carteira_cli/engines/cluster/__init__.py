"""A cluster of Spark: how it is named, reached, watched, ended, and what it complains of in Portuguese.

`session` opens one of any kind; `master` says what its name means and whether anybody answers there, `java` what this
machine needs for it, `driver` starts and ends the Java of the driver, `remote` is Spark Connect. `stream` brings
results home, `progress` tells how far a job is, `errors` what went wrong in one line, `shipping` lends the executors
this program. It knows nothing of lines or customers: `engines/spark` does.
"""
