"""GovTech Front Osaka: where municipalities share what works and buy together."""
