"""What an address in a list leads to: a paper, by its identifiers, code, data or a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import unquote, urlsplit

from living_survey.knowledge.identifiers import arxiv_in, doi_in, is_doi
from living_survey.knowledge.text import words
from living_survey.sources.listed.vocabulary import VENUES_BY_FOLDED_NAME
from living_survey.sources.listed.wording import LONGEST_LABEL

BARE_URL = re.compile(r"https?://[^\s<>()\[\]{}|\"'，。；]+[^\s<>()\[\]{}|\"'.,;:，。；]")  # noqa: RUF001 - full-width
BARE_ARXIV = re.compile(r"\barxiv[:\s]\s?(\d{4}\.\d{4,5}|[a-z-]+/\d{7})(?:v\d+)?\b", re.IGNORECASE)
BARE_DOI = re.compile(r"\bdoi:\s?(10\.\d{4,9}/[^\s\"<>{}|\\^`\])]+[^\s\"<>{}|\\^`\]).,;])", re.IGNORECASE)

_CODE_HOSTS = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com"})
_DATA_LABELS = frozenset({"data", "dataset", "datasets", "benchmark"})
_PAPER_LABELS = frozenset(
    {"paper", "papers", "pdf", "arxiv", "abs", "openreview", "doi", "acm", "acl", "cvf"}
)
_PAPER_HOSTS = frozenset(
    """
    aaai.org aclanthology.org aclweb.org academic.oup.com acs.org alphaxiv.org arxiv.org biorxiv.org
    cambridge.org ceur-ws.org chemrxiv.org computer.org cv-foundation.org direct.mit.edu dl.acm.org ecva.net
    eprint.iacr.org frontiersin.org hal.science ieeexplore.ieee.org ijcai.org isca-archive.org
    isca-speech.org jmlr.org journals.sagepub.com jstor.org link.springer.com mdpi.com medrxiv.org
    mitpressjournals.org mlsys.org nature.com ncbi.nlm.nih.gov onlinelibrary.wiley.com openreview.net osf.io
    papers.neurips.cc papers.nips.cc papers.ssrn.com paperswithcode.com pnas.org preprints.org
    proceedings.iclr.cc proceedings.mlr.press proceedings.neurips.cc psyarxiv.com roboticsproceedings.org
    science.org sciencedirect.com semanticscholar.org tandfonline.com techrxiv.org thecvf.com usenix.org
    vldb.org
    """.split()  # noqa: SIM905 - one to a line would be a page
)
_HOSTS_WITHOUT_WORKS = frozenset(
    """
    api.star-history.com awesome.re buymeacoffee.com contrib.rocks discord.com discord.gg facebook.com
    hits.sh img.shields.io instagram.com join.slack.com linkedin.com makeapullrequest.com mp.weixin.qq.com
    plus.google.com scholar.google.com slack.com star-history.com t.me twitter.com weixin.qq.com x.com
    """.split()  # noqa: SIM905 - the same
)
_URL_WITHIN = re.compile(r"https?://[^\s\[\]()<>]+")
_ABOUT_REPOSITORY = re.compile(
    r"/[^/]+/[^/]+/(?:issues|pulls?|stargazers|network|graphs|actions|discussions)\b"
)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp)$", re.IGNORECASE)
_ARXIV_NUMBER = re.compile(r"(?<![\d.])(\d{4}\.\d{4,5})(?:v\d+)?(?!\d)")
_DOI_IN_PATH = re.compile(r"/(10\.\d{4,9}/[^?#]+)")
_AFTER_DOI = re.compile(
    r"(?:(?<=\d)v\d+)?(?:\.full(?:[.-]text)?)?(?:\.pdf)?(?:/(?:full|pdf|abstract|meta|epdf|html|download))*/?$",
    re.IGNORECASE,
)
_ARTICLE_NUMBER = re.compile(r"/\d{5,}$")
_ARXIV_HOSTS = frozenset({"arxiv.org", "alphaxiv.org"})
_ANTHOLOGY_HOSTS = frozenset({"aclanthology.org", "aclweb.org"})
_DATA_HOSTS = frozenset({"zenodo.org", "figshare.com"})
"""Their DOIs are of data."""
_ANTHOLOGY_ID = re.compile(
    r"/(\d{4}\.(?:findings-)?(?:acl|emnlp|naacl|eacl|aacl|ijcnlp)(?:-[a-z]+)?\.\d+"
    r"|[PDNEKS]1[6-9]-\d{4})(?:v\d+)?(?:\.pdf|\.bib)?/?$"
)
_ANTHOLOGY_VENUE = re.compile(
    r"/(?:(\d{4})\.(findings-)?([a-z]+)(?:-[a-z0-9]+)?\.\d+|([A-Z])(\d\d)-\d{4})(?:v\d+)?(?:\.pdf|\.bib)?/?$"
)
_ANTHOLOGY_LETTERS = {
    "C": "COLING",
    "D": "EMNLP",
    "E": "EACL",
    "K": "CoNLL",
    "N": "NAACL",
    "P": "ACL",
    "Q": "TACL",
}
_FIRST_ANTHOLOGY_YEAR = 65
_CVF_VENUE = re.compile(r"/content[_/]?(cvpr|iccv|wacv|accv)_?(\d{4})(?:[_/]|$)", re.IGNORECASE)
_NATURE_ID = re.compile(r"/articles/((?:s\d{5}-\d{3}-[\w-]+|nature\d+|sdata[\d.]+))(?:\.pdf)?/?$")


@dataclass(frozen=True)
class Address:
    """An address in a list with the words that link to it."""

    url: str
    words: str = ""
    arxiv: str | None = None
    doi: str | None = None

    @classmethod
    @lru_cache(maxsize=10_000)
    def read(cls, url: str, label: str = "") -> Address | None:
        """What an address leads to; None for anchors, mail, pictures and hosts without works."""
        url = url.strip()
        if url.startswith("//"):
            url = f"https:{url}"
        elif not url.startswith(("http://", "https://")) and (inner := _URL_WITHIN.search(url)):
            url = inner[0]
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").removeprefix("www.")
        except ValueError:
            return None
        if parts.scheme not in {"http", "https"} or "." not in host:
            return None
        if host in _HOSTS_WITHOUT_WORKS or _PICTURE.search(parts.path):
            return None
        if host in _CODE_HOSTS and _ABOUT_REPOSITORY.match(parts.path):
            return None
        arxiv = _arxiv(url, host, parts.path)
        return cls(url, label, arxiv, None if arxiv else _doi(url, host, unquote(parts.path)))

    @cached_property
    def host(self) -> str:
        """The host, without `www.`."""
        return (urlsplit(self.url).hostname or "").removeprefix("www.")

    @cached_property
    def is_paper(self) -> bool:
        """Whether it leads to a paper, by its form and its words."""
        if self.arxiv or self.doi or _is_at(self.host, _PAPER_HOSTS):
            return True
        label = words(self.words)
        is_labelled = len(label) <= LONGEST_LABEL and not _PAPER_LABELS.isdisjoint(label)
        return is_labelled or urlsplit(self.url).path.lower().endswith(".pdf")

    @cached_property
    def venue_and_year(self) -> tuple[str, int] | None:
        """The venue and year of its paper, from the form of addresses of the ACL Anthology and the CVF.

        Source: https://aclanthology.org/info/ids/
        """
        path = urlsplit(self.url).path
        if self.host == "openaccess.thecvf.com" and (match := _CVF_VENUE.search(path)):
            return match[1].upper(), int(match[2])
        if not _is_at(self.host, _ANTHOLOGY_HOSTS) or not (match := _ANTHOLOGY_VENUE.search(path)):
            return None
        year, findings, event, letter, short_year = match.groups()
        if letter:
            century = 1900 if int(short_year) >= _FIRST_ANTHOLOGY_YEAR else 2000
            venue = _ANTHOLOGY_LETTERS.get(letter)
            return (venue, century + int(short_year)) if venue else None
        venue = VENUES_BY_FOLDED_NAME.get(event)
        return (f"{venue} Findings" if findings else venue, int(year)) if venue else None

    @property
    def kind(self) -> str:
        """The link of an entry that it can be: code, dataset or project."""
        if _is_at(self.host, _CODE_HOSTS):
            return "code"
        label = words(self.words)
        is_labelled = len(label) <= LONGEST_LABEL and not _DATA_LABELS.isdisjoint(label)
        return "dataset" if is_labelled or "huggingface.co/datasets/" in self.url else "project"


def _is_at(host: str, known: frozenset[str]) -> bool:
    """Whether a host, or a domain that it is part of, is among those that are known."""
    while host and host not in known:
        host = host.partition(".")[2]
    return bool(host)


def _arxiv(url: str, host: str, path: str) -> str | None:
    if identifier := arxiv_in(url):
        return identifier
    if not _is_at(host, _ARXIV_HOSTS):
        return None
    number = _ARXIV_NUMBER.search(path)
    return arxiv_in(number[1]) if number else None


def _doi(url: str, host: str, path: str) -> str | None:
    """The DOI in an address, or the one that follows from an address of the ACL Anthology or of Nature.

    The ACL Anthology: only for events of the ACL itself; others have none, or one of another prefix.
    Source: https://aclanthology.org/info/ids/
    """
    if doi := doi_in(url):
        return doi.rstrip(".,;" if doi.count("(") >= doi.count(")") else ".,;)")
    if _is_at(host, _ANTHOLOGY_HOSTS) and (anthology := _ANTHOLOGY_ID.search(path)):
        return f"10.18653/v1/{anthology[1]}"
    if host == "nature.com" and (nature := _NATURE_ID.search(path)):
        return f"10.1038/{nature[1]}"
    if _is_at(host, _DATA_HOSTS):
        return None
    found = _DOI_IN_PATH.search(path)
    doi = _AFTER_DOI.sub("", found[1]) if found else ""
    if host == "academic.oup.com":
        doi = _ARTICLE_NUMBER.sub("", doi)
    return doi if is_doi(doi) else None
