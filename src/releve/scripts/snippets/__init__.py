"""The snippet language: what a script's code says, with the place of every piece of it. Pure; never stops at an error."""
