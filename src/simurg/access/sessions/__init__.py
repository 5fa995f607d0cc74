"""How people and machines come in: sessions, tokens, passkeys, providers of OpenID Connect, and limits on trying."""
