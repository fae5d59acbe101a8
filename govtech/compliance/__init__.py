"""Compliance: what companies answer to each requirement of a joint specification (○ △ ×), read back and compared."""
