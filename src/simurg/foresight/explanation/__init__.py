"""Why a forecast says what it says: drivers, past cases, what is new, and what would change it most."""
