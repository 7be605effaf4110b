"""What the doors may ask beforehand: which acts there are, and whether a caller may, for menus and buttons.

Asking here decides nothing: every use case asks again.
"""

from releve.access.policy import Act, may

__all__ = ["Act", "may"]
