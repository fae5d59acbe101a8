"""Accounts: who a person is, which organisations they belong to, and for whom they act now."""
