"""What to do when the database file is damaged: set it aside, go on with a fresh one, bring back what can be read.

`pages` and `log` read the bytes, `rows` knows our tables, `source` puts them together, `merge` brings the rows into the
new database beside what is recorded meanwhile. Nothing of this is imported before there is damage.
"""
