"""What the tests of signing in share: a guarded site, a browser without a screen, MCP servers and clients."""
