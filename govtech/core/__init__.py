"""What every room stands on: database, policy, states, journal, clock, words, files, forms and pages."""
