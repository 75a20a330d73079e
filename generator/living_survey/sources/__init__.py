"""The outside world: metadata services and bibliographies. The only code, with links, that opens a socket."""
