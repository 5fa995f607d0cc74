"""The catalogue's schema, version by version. A step is added, never changed."""

SCHEMA_VERSION = 1

_SCHEMA = """
CREATE TABLE batches (seq INTEGER PRIMARY KEY, batch TEXT NOT NULL UNIQUE, recorded_us INTEGER NOT NULL,
    source TEXT, rows INTEGER NOT NULL);
CREATE TABLE files (path TEXT PRIMARY KEY, tab TEXT NOT NULL, first_seq INTEGER NOT NULL, rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, contested INTEGER NOT NULL, removed_us INTEGER);
CREATE INDEX files_live ON files (tab, removed_us);
CREATE TABLE labels (kind TEXT NOT NULL, name TEXT NOT NULL, bit INTEGER NOT NULL, PRIMARY KEY (kind, name));
CREATE TABLE masks (level INTEGER, tlp INTEGER, compartments INTEGER, releasable INTEGER,
    PRIMARY KEY (level, tlp, compartments, releasable));
CREATE TABLE documents (source TEXT NOT NULL, sha256 TEXT NOT NULL, reading TEXT NOT NULL, name TEXT NOT NULL,
    size INTEGER NOT NULL, fetched_us INTEGER NOT NULL, finished_us INTEGER, rows INTEGER NOT NULL DEFAULT 0,
    rejects INTEGER NOT NULL DEFAULT 0, level INTEGER NOT NULL, tlp INTEGER NOT NULL,
    compartments INTEGER NOT NULL, releasable INTEGER NOT NULL, PRIMARY KEY (source, sha256, reading));
CREATE TABLE quarantine (id TEXT PRIMARY KEY, source TEXT NOT NULL, document TEXT NOT NULL, name TEXT NOT NULL,
    place TEXT NOT NULL, cause TEXT NOT NULL, payload TEXT, at_us INTEGER NOT NULL, level INTEGER NOT NULL,
    tlp INTEGER NOT NULL, compartments INTEGER NOT NULL, releasable INTEGER NOT NULL);
"""

MIGRATIONS: dict[int, str] = {0: _SCHEMA}
"""From version n to n + 1; each runs in one transaction."""
