"""The repository's host: issue forms, pull requests made from them, previews, reports, generated files."""
