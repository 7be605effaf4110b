"""How often Python looks for cycles of objects that nobody else holds.

A sync makes and lets go of very many objects, hardly any of them in a cycle. At Python's usual setting, a look after
every 700, a fifth of its time goes into looking.
"""

import gc

#: So many more objects than before are a reason to look at the young ones; so many such looks, at the older ones.
YOUNG, OLDER, OLDEST = 50_000, 20, 50


def look_for_cycles_rarely() -> None:
    """For the whole process. What is there now, which is mostly code, is not looked at again."""
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDEST)
