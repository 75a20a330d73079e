"""Rules about types and keys, reported by `loading.shape`."""

from __future__ import annotations

from living_survey.loading.rules.registry import Rule, register

UNKNOWN_KEY = register(
    Rule("unknown-key", "Every key is defined by the format.", "Correct the spelling, or delete the line.")
)
MISSING = register(
    Rule(
        "missing-field",
        "Every required field is there and has a value.",
        "Add the field; an entry needs title, authors, year, tags, and the facets that the survey requires.",
    )
)
WRONG_TYPE = register(
    Rule(
        "wrong-type",
        "Every value has the type of its field: text, whole number, date, list or mapping.",
        "Write numbers that are names (arXiv identifiers, DOIs) in quotes, and lists in square brackets.",
    )
)
EMPTY = register(
    Rule("empty-field", "A field that is given has a value.", "Give it a value, or delete the line.")
)
CHOICE = register(
    Rule(
        "unknown-choice",
        "A field with fixed choices has one of them.",
        "Use one of the words in the message.",
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
        "Texts, numbers and lists are not too large or too small.",
        "Shorten the text or correct the number.",
    )
)
INVALID = register(
    Rule("invalid-value", "Every value is valid for its field.", "Correct it as the message says.")
)
NOT_A_MAPPING = register(
    Rule(
        "not-a-mapping",
        'A file is a mapping: lines of "key: value".',
        "Write the fields one below the other, without dashes or brackets around them.",
    )
)
EMPTY_FILE = register(Rule("empty-file", "A file is not empty.", "Delete the file, or write the entry."))
DUPLICATE_KEY = register(
    Rule("duplicate-key", "A mapping has no duplicate keys.", "Delete one of the two lines.")
)
OLD_FORMAT = register(
    Rule(
        "old-format",
        "taxonomy.yaml and the entries are in the current format: schema: 2 in taxonomy.yaml.",
        "Run `survey migrate`, which rewrites all files of an older format.",
    )
)
