"""Human sources: reports taken in with their origin sealed, contacts, openings, forgetting."""
