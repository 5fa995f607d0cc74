"""The tables of people and of how they come in, in state.db. They are made together, so that a change of an account
and the end of its sessions is one transaction whoever makes it.

`people` accounts; `links` one-time links; `sessions` who is signed in; `tokens` of machines; `passkeys` and the
`challenges` that wait for one; `visits` to a provider of OpenID Connect that have not come back; `buckets` of the
limits. Secrets are digests (see access.state) or argon2id (see passwords).
"""

TABLES = (
    """CREATE TABLE IF NOT EXISTS people (name TEXT PRIMARY KEY, display TEXT NOT NULL, roles TEXT NOT NULL,
       clearance TEXT NOT NULL, state TEXT NOT NULL, hash TEXT, language TEXT NOT NULL, theme TEXT NOT NULL,
       last_looked TEXT, provider TEXT, subject TEXT, handle TEXT UNIQUE, made_at TEXT NOT NULL,
       version INTEGER NOT NULL DEFAULT 1, UNIQUE (provider, subject))""",
    """CREATE TABLE IF NOT EXISTS links (digest TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL,
       until TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS sessions (digest TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
       way TEXT NOT NULL, began_at TEXT NOT NULL, seen_at TEXT NOT NULL, address TEXT NOT NULL, agent TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS sessions_of ON sessions (name)",
    """CREATE TABLE IF NOT EXISTS tokens (digest TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
       title TEXT NOT NULL, roles TEXT NOT NULL, scope TEXT NOT NULL, made_at TEXT NOT NULL, until TEXT NOT NULL,
       used_at TEXT)""",
    """CREATE TABLE IF NOT EXISTS passkeys (id TEXT PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL,
       public_key TEXT NOT NULL, uses INTEGER NOT NULL, made_at TEXT NOT NULL, used_at TEXT)""",
    """CREATE TABLE IF NOT EXISTS challenges (digest TEXT PRIMARY KEY, purpose TEXT NOT NULL, name TEXT NOT NULL,
       until TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS visits (digest TEXT PRIMARY KEY, provider TEXT NOT NULL, nonce TEXT NOT NULL,
       verifier TEXT NOT NULL, until TEXT NOT NULL)""",
    "CREATE TABLE IF NOT EXISTS buckets (key TEXT PRIMARY KEY, left REAL NOT NULL, at TEXT NOT NULL)",
)
