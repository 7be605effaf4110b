"""The SIP redirect: whoever calls a number is told the address of the region in which its tenant is active."""
