r"""Plain text as LaTeX.

Works with pdfLaTeX (in the T1 encoding), XeLaTeX and LuaLaTeX and needs no package; characters that LaTeX
itself has no command for, such as Chinese ones, are kept. Every command is in braces, which
BibTeX takes for one letter: `{\"u}`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from pylatexenc.latexencode import UnicodeToLatexEncoder

# They mark braces of LaTeX in `latex_with_braces`; texts lose these characters.
OPEN, CLOSE = "\x02", "\x03"

# BibTeX counts braces even after a backslash, so no text may contain \{ or \}.
_ASCII = {
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"{\ensuremath{\lbrace}}",
    "}": r"{\ensuremath{\rbrace}}",
    "<": r"{\ensuremath{<}}",
    ">": r"{\ensuremath{>}}",
    "|": r"{\ensuremath{|}}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "\\": r"{\textbackslash}",
    "`": r"{\textasciigrave}",
    '"': r"{\textquotedblright}",  # \textquotedbl needs another font encoding than LaTeX's own
    OPEN: "{",
    CLOSE: "}",
}
ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k",
    "\u0331": "b",
}  # fmt: skip
_BELOW = frozenset("\u0323\u0327\u0328\u0331")
_DOTLESS = {"i": r"\i", "j": r"\j"}
# pylatexenc also knows commands of packages that nobody has loaded; these are LaTeX's own.
_TEXT_COMMANDS = frozenset(
    [
        r"\AE", r"\DH", r"\DJ", r"\L", r"\NG", r"\O", r"\OE", r"\TH", r"\ae", r"\dh", r"\dj", r"\i",
        r"\j", r"\l", r"\ng", r"\o", r"\oe", r"\ss", r"\th", r"\guillemotleft", r"\guillemotright",
        r"\guilsinglleft", r"\guilsinglright", r"\quotedblbase", r"\quotesinglbase",
        r"\textasteriskcentered", r"\textbullet", r"\textcelsius", r"\textcent", r"\textcopyright",
        r"\textcurrency", r"\textdagger", r"\textdaggerdbl", r"\textdegree", r"\textdiv",
        r"\textellipsis", r"\textemdash", r"\textendash", r"\texteuro", r"\textexclamdown",
        r"\textlnot", r"\textmu", r"\textnumero", r"\textonehalf", r"\textonequarter",
        r"\textonesuperior", r"\textordfeminine", r"\textordmasculine", r"\textparagraph",
        r"\textperiodcentered", r"\textpertenthousand", r"\textperthousand", r"\textquestiondown",
        r"\textquotedblleft", r"\textquotedblright", r"\textquoteleft", r"\textquoteright",
        r"\textregistered", r"\textsection", r"\textsterling", r"\textthreequarters",
        r"\textthreesuperior", r"\texttimes", r"\texttrademark", r"\texttwosuperior", r"\textyen",
        r"\textdownarrow", r"\textleftarrow", r"\textrightarrow", r"\textuparrow",
    ]
)  # fmt: skip
_MATH_COMMANDS = frozenset(
    [
        r"\ensuremath", r"\Delta", r"\Gamma", r"\Lambda", r"\Omega", r"\Phi", r"\Pi", r"\Psi",
        r"\Sigma", r"\Theta", r"\Upsilon", r"\Xi", r"\alpha", r"\beta", r"\chi", r"\delta", r"\epsilon",
        r"\eta", r"\gamma", r"\iota", r"\kappa", r"\lambda", r"\mu", r"\nu", r"\omega", r"\phi", r"\pi",
        r"\psi", r"\rho", r"\sigma", r"\tau", r"\theta", r"\upsilon", r"\varepsilon", r"\varphi",
        r"\varpi", r"\varrho", r"\varsigma", r"\vartheta", r"\xi", r"\zeta", r"\Leftarrow",
        r"\Leftrightarrow", r"\Rightarrow", r"\leftrightarrow", r"\mapsto", r"\aleph", r"\angle",
        r"\approx", r"\cap", r"\cdot", r"\cdots", r"\circ", r"\cong", r"\cup", r"\ell", r"\emptyset",
        r"\equiv", r"\exists", r"\forall", r"\geq", r"\gg", r"\in", r"\infty", r"\int", r"\langle",
        r"\leq", r"\ll", r"\mp", r"\nabla", r"\neg", r"\neq", r"\ni", r"\notin", r"\odot", r"\ominus",
        r"\oplus", r"\otimes", r"\parallel", r"\partial", r"\perp", r"\pm", r"\prec", r"\prod",
        r"\propto", r"\rangle", r"\sim", r"\simeq", r"\sqrt", r"\star", r"\subset", r"\subseteq",
        r"\succ", r"\sum", r"\supset", r"\supseteq", r"\top", r"\vdash", r"\vee", r"\wedge",
    ]
)  # fmt: skip
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_SPECIAL = re.compile(r"[^ !'()*+,\-./0-9:;=?@A-Z\[\]a-z]")
_QUOTED = re.compile(r'(?<![\w"])"([^"]+)"(?![\w"])')
# Pairs that LaTeX would make one character of.
_LIGATURE = re.compile(r"-(?=-)|'(?=')|,(?=,)")
_INVISIBLE = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])


def latex(text: str) -> str:
    """A text as LaTeX: every character shows as itself, in one line, with balanced braces."""
    return latex_with_braces(one_line(text))


def one_line(text: str) -> str:
    """A text in one line of composed characters, straight quotes in pairs made typographic ones."""
    line = " ".join(unicodedata.normalize("NFC", text.replace(OPEN, "").replace(CLOSE, "")).split())
    return _QUOTED.sub("\u201c\\1\u201d", line)


def latex_with_braces(line: str) -> str:
    """What `one_line` gave as LaTeX, with braces where `OPEN` and `CLOSE` were put in since."""
    return _LIGATURE.sub(r"\g<0>{}", _SPECIAL.sub(lambda match: _command(match[0]), line))


@lru_cache(maxsize=4096)
def _command(character: str) -> str:
    if character in _ASCII:
        return _ASCII[character]
    if unicodedata.category(character) in _INVISIBLE:
        return ""
    return _accented(unicodedata.normalize("NFD", character)) or _named(character) or character


def _accented(decomposed: str) -> str | None:
    r"""A letter under its accents: `{\"u}`, `{\v{s}}`; None if it is none that LaTeX can build."""
    base, accents = decomposed[0], decomposed[1:]
    if not accents or not (base.isascii() and base.isalpha()) or any(mark not in ACCENTS for mark in accents):
        return None
    above = not set(accents) <= _BELOW
    code = _DOTLESS.get(base, base) if above else base
    for mark in accents:
        accent = ACCENTS[mark]
        bare = len(code) == 1 and not accent.isalpha()
        code = f"\\{accent}{code}" if bare else f"\\{accent}{{{code}}}"
    return f"{{{code}}}"


def _named(character: str) -> str | None:
    r"""A character that LaTeX has a command for: `{\textemdash}`, `{\ensuremath{\alpha}}`."""
    code = str(_encoder().unicode_to_latex(character))
    commands = set(_COMMAND.findall(code))
    is_text = commands and commands <= _TEXT_COMMANDS
    is_math = code.startswith(r"{\ensuremath{") and commands <= _MATH_COMMANDS
    return code if is_text or is_math else None


@cache
def _encoder() -> UnicodeToLatexEncoder:
    return UnicodeToLatexEncoder(
        replacement_latex_protection="braces-all", unknown_char_policy="keep", unknown_char_warning=False
    )
