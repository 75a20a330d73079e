"""The survey for language models: a server of the Model Context Protocol that only reads."""
