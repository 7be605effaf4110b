"""The switch: may it be made (verdict), and what must follow it (drivers)."""
