"""Rules about files and their syntax, reported by `files`, `yaml_tree` and `formatting`."""

from __future__ import annotations

from living_survey.loading.rules.registry import Rule, register

UNREADABLE = register(
    Rule(
        "unreadable",
        "Every file can be read.",
        "Check that the file exists and that you may read it.",
    )
)
SYMLINK = register(
    Rule(
        "symlink",
        "No file is a symbolic link to a place outside the repository.",
        "Replace the link with the file itself.",
    )
)
NOT_A_FILE = register(
    Rule("not-a-file", "An entry is a regular file.", "Keep one file per work directly in entries/.")
)
STRAY = register(
    Rule(
        "stray-file",
        "The folder entries/ contains entries only.",
        'Rename the file to end in ".yaml", or move it elsewhere.',
    )
)
TOO_LARGE = register(
    Rule(
        "too-large",
        "A file is not larger than its limit: 64 KiB for an entry, 256 KiB for taxonomy.yaml.",
        "Shorten notes and remarks; an entry is for facts.",
    )
)
TOO_MANY = register(
    Rule(
        "too-many-problems",
        "No more than 200 problems of a file are listed.",
        "Fix the first problems, then run again; often they are the cause of the others.",
    )
)
ENCODING = register(
    Rule(
        "encoding",
        "Files are encoded as UTF-8.",
        "Save the file as UTF-8; editors offer this in their save dialog.",
    )
)
CONTROL = register(
    Rule(
        "control-character",
        "Files have no control characters, neither raw nor as an escape such as \\x1b in quotes.",
        "Delete the character; it often comes with text copied from a PDF.",
    )
)
INVISIBLE = register(
    Rule(
        "invisible-character",
        "Files have no invisible characters and no marks that change the direction of text.",
        "Delete the character; it often comes with text copied from a page.",
    )
)
TAB = register(Rule("tab", "Files are indented with spaces.", "Replace the tab with spaces."))
SYNTAX = register(
    Rule(
        "yaml-syntax",
        "Files are valid YAML.",
        "Most often a quote, a bracket or an indentation is missing; see the message.",
    )
)
ALIAS = register(
    Rule(
        "yaml-alias",
        "Files have no YAML anchors and aliases; so the tree of the taxonomy has no cycle.",
        "Write the value itself; put a text that starts with & or * in quotes.",
    )
)
YAML_TAG = register(
    Rule("yaml-tag", "Files have no YAML tags.", "Delete the tag; put a text that starts with ! in quotes.")
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
        "A file has one YAML document.",
        'Delete the line "---", or make a file of the second part.',
    )
)
YAML_KEY = register(Rule("yaml-key", "Keys are single words.", "Check the brackets and dashes of the line."))
CANNOT_FORMAT = register(
    Rule(
        "cannot-format",
        "`survey fmt` rewrites a file only if it keeps every value and every comment.",
        "Fix the problem described in the message by hand.",
    )
)
