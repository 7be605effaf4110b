"""What the exit status means. Programs may rely on it.

0 done · 1 to 8 below · 9 a check did not hold (`story`, `sync verify`, `sync equal`, `scripts check`,
`audit verify`, `drill run`) · 130 interrupted, or not confirmed
"""

from collections.abc import Mapping

from releve.domain.errors import Code

EXIT_STATUS: Mapping[Code, int] = {
    Code.INTERNAL: 1,
    Code.INVALID: 2,  # as for a command line that cannot be understood
    Code.UNAUTHENTICATED: 3,
    Code.FORBIDDEN: 4,
    Code.NOT_FOUND: 5,
    Code.CONFLICT: 6,
    Code.REFUSED: 7,
    Code.UNAVAILABLE: 8,
}

CHECK_FAILED = 9
INTERRUPTED = 130
