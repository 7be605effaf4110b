"""The checklist of the requirement page, made for one script and ticked by evidence.

Each item is done, open, not needed, or for a person to confirm: the last only where no machine can know. `reading` is what the
script itself tells, `Around` what its tenants tell; `ticking` puts the two together.
"""
