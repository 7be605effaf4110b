"""How large things are. The figures are those that we mean to stay within; an environment variable sets another.

A row says its sizes in its name, so that a figure of a smaller one cannot be taken for it.
"""

import os


def size(name: str, usual: int) -> int:
    return int(os.environ.get(f"RELEVE_BENCH_{name}", usual))


FIRST = size("FIRST", 300_000)
LARGE = size("LARGE", 500_000)
SMALL = size("SMALL", 5_000)
MEMORY = size("MEMORY", 1_000_000)
#: How many changes are made at a time, and so many rows a transaction of the primary has in continuous mode.
CHANGES = size("CHANGES", 100)
#: How many transactions one measurement of continuous mode follows.
TRANSACTIONS = size("TRANSACTIONS", 200)
SCRIPTS = size("SCRIPTS", 5_000)
#: How many pairs a directory has, and how often a door is asked in one round.
PAIRS = size("PAIRS", 100)
REQUESTS = size("REQUESTS", 5_000)
#: How many telephone numbers are known.
NUMBERS = size("NUMBERS", 100_000)
#: How many pairs TM has, two tenants each, and how often its home is asked for in one round.
HOME_PAIRS = size("HOME_PAIRS", 5_000)
HOME_REQUESTS = size("HOME_REQUESTS", 50)
EMPLOYEES = size("EMPLOYEES", 50_000)
#: How often one switches with everything well, and with something dead; and how often Patroni does.
SWITCHES = size("SWITCHES", 30)
KILLS = size("KILLS", 10)
PATRONI = size("PATRONI", 10)
#: How often a passkey is tried right, nearly right and wrong.
TRIES = size("TRIES", 60)
