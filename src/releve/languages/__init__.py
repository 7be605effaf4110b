"""Languages: what people read, in their own words.

English is written in the code. Any other language is one folder, `locale/<language>/releve.po`, read as it is
when the process starts: nothing is compiled, and a third language is one folder more.
"""
