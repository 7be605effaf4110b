"""One file per migration, in the order that their `down_revision` tells. A released one never changes."""
