"""The front desk: home, the one search box, languages, roles, and whether the server is well."""
