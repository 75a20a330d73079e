"""The MkDocs plugin, the theme, and the scripts and styles of the site."""
