"""The thin MkDocs plugin: hands rendered pages to MkDocs as virtual files."""
