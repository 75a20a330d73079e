"""What can be wrong with a file before its content is looked at.

`files`, `yaml_tree` and `formatting` report it.
"""

from __future__ import annotations

from generator.loading.rules.registry import Rule, register

UNREADABLE = register(
    Rule(
        "unreadable",
        "Every file can be read.",
        "Check that the file exists and that its permissions allow reading.",
    )
)
SYMLINK = register(
    Rule(
        "symlink",
        "No file is a symbolic link that leads out of the repository.",
        "Put the file itself in its place.",
    )
)
NOT_A_FILE = register(
    Rule("not-a-file", "An entry is a regular file.", "Entries are files, one a work, directly in entries/.")
)
STRAY = register(
    Rule(
        "stray-file",
        "Nothing but entries lies in entries/.",
        'Rename the file to end in ".yaml", or move it elsewhere.',
    )
)
TOO_LARGE = register(
    Rule(
        "too-large",
        "A file keeps to its size limit: 64 KiB for an entry, 256 KiB for taxonomy.yaml.",
        "An entry holds facts, not texts; shorten notes and remarks.",
    )
)
TOO_MANY = register(
    Rule(
        "too-many-problems",
        "No more than 200 problems of a file are listed.",
        "Put right the first ones and check again; often they are the cause of the others.",
    )
)
ENCODING = register(
    Rule("encoding", "Files are UTF-8.", "Save the file as UTF-8; editors offer this in their save dialog.")
)
CONTROL = register(
    Rule(
        "control-character",
        "No control characters, neither raw nor as an escape such as \\x1b in quotes.",
        "Delete the character; it often comes with text copied from a PDF.",
    )
)
INVISIBLE = register(
    Rule(
        "invisible-character",
        "No invisible characters and no marks that turn the direction of text.",
        "Delete the character; it often comes with text copied from a page.",
    )
)
TAB = register(Rule("tab", "Indentation is made of spaces.", "Replace the tab by spaces."))
SYNTAX = register(
    Rule(
        "yaml-syntax",
        "Files are valid YAML.",
        "The message says what the parser met; most often a quote, a bracket or an indentation is missing.",
    )
)
ALIAS = register(
    Rule(
        "yaml-alias",
        "No YAML anchors and aliases; the taxonomy is a tree and can therefore have no cycle.",
        "Repeat what is meant; put a text that starts with & or * in quotes.",
    )
)
YAML_TAG = register(
    Rule("yaml-tag", "No YAML tags.", "Delete the tag; put a text that starts with ! in quotes.")
)
TOO_DEEP = register(
    Rule(
        "yaml-too-deep",
        "Values are nested no deeper than the format needs.",
        "Remove the extra brackets or dashes.",
    )
)
DOCUMENTS = register(
    Rule(
        "yaml-documents",
        "One file holds one YAML document.",
        'Remove the line "---", or make a file of the second part.',
    )
)
YAML_KEY = register(Rule("yaml-key", "Keys are single words.", "Check the brackets and dashes of the line."))
CANNOT_FORMAT = register(
    Rule(
        "cannot-format",
        "`survey fmt` rewrites a file only if every value and every comment stays.",
        "The message says what stands in the way; put that right by hand.",
    )
)
