"""Whether values have the types and keys of their model; `loading.shape` reports it."""

from __future__ import annotations

from generator.loading.rules.registry import Rule, register

UNKNOWN_KEY = register(
    Rule(
        "unknown-key", "Every key is one that the format knows.", "Correct the spelling, or delete the line."
    )
)
MISSING = register(
    Rule(
        "missing-field",
        "Every required field is there and has a value.",
        "Add the field; an entry needs title, authors, year, kind and tags.",
    )
)
WRONG_TYPE = register(
    Rule(
        "wrong-type",
        "Every value has the type of its field: text, whole number, date, list or mapping.",
        "Numbers that are names (arXiv identifiers, DOIs) stand in quotes; lists in square brackets.",
    )
)
EMPTY = register(
    Rule("empty-field", "A field that is given has something in it.", "Give it a value, or delete the line.")
)
CHOICE = register(
    Rule(
        "unknown-choice",
        "A field with fixed choices has one of them.",
        "Use one of the words that the message lists.",
    )
)
BAD_DATE = register(
    Rule(
        "bad-date",
        "A date is a day that exists, written year-month-day.",
        "Write it as 2023-04-27; leave the field out if the day is not known.",
    )
)
BAD_ID = register(
    Rule("bad-id", "Ids are small letters, digits and single hyphens.", "Use the id as taxonomy.yaml has it.")
)
OUT_OF_RANGE = register(
    Rule(
        "out-of-range",
        "Texts, numbers and lists keep to sensible sizes.",
        "Shorten the text or correct the number.",
    )
)
INVALID = register(
    Rule("invalid-value", "A value makes sense for its field.", "The message says what is wrong with it.")
)
NOT_A_MAPPING = register(
    Rule(
        "not-a-mapping",
        'A file is a mapping: lines of "key: value".',
        "Write the fields one below the other, without dashes or brackets around them.",
    )
)
EMPTY_FILE = register(
    Rule("empty-file", "A file has something in it.", "Delete the file, or write the entry.")
)
DUPLICATE_KEY = register(
    Rule("duplicate-key", "A key stands once in a mapping.", "Delete one of the two lines.")
)
OLD_FORMAT = register(
    Rule(
        "old-format",
        "taxonomy.yaml says which version of the format it and the entries have, and it is the current one.",
        "Run `survey migrate`, which rewrites a knowledge base of an older format.",
    )
)
