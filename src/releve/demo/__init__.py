"""The living example: a fictional bilingual company, Havrelune, as the drafts that fill a tenant. Pure."""
