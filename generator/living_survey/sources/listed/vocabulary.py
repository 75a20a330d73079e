"""Words by which pieces of a list are recognized: labels of links, venues, months, words of titles."""

from __future__ import annotations

from living_survey.knowledge.people import SUFFIXES
from living_survey.knowledge.text import fold
from living_survey.knowledge.venues import is_acronym, known_venues


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


LABELS = _set(
    """
    abs abstract acl acm app appendix application archive article articles arxiv benchmark bib bibtex
    bilibili blog blogs book bookmark books checkpoint checkpoints chinese citation cite code codes colab
    course cvf data dataset datasets demo demos doc docs documentation doi download english epub eval github
    gitlab hf homepage html http https huggingface ieee kaggle leaderboard lecture link links media model
    models news notebook notes official openreview package page paper papers pdf post poster preprint
    presentation project project-page projects pub publication python pytorch reference references repo
    report repository review site slide slides software source springer star stars supp supplement
    supplementary talk talks tensorflow thesis title tldr tool toolkit tutorial tweet twitter unofficial url
    video videos web webpage website wechat weibo weights wiki x youtube zenodo zhihu a and at back coming
    for full here in live local long main more n na new none null of on online or read see short soon
    available tbd the this to top with 下载 中文 主页 代码 数据 数据集 模型 知乎 视频 解读 论文 链接 项目
    """
)
LAST_WORDS_OF_LABELS = _set(
    "blog code demo github homepage link page pages paper pdf recordings repo site slides video website "
    "version 代码 论文"
)

OTHER_VENUES = _set(
    "ATC BEA BioNLP BlackboxNLP CCL CVPRW DAI ECCVW ICCVW NeSy OOPSLA OpenReview PMLR Preprint RepL4NLP "
    "ResearchGate SIGIR-AP SSRN SecureComm TAC TBD TISSEC USENIX WACVW xAI Interspeech Nature Science arXiv "
    "bioRxiv chemRxiv medRxiv psyArXiv techRxiv"
)
"""Beside the acronyms of the table of venues; more venues are recognized by the year that follows them."""
VENUES = OTHER_VENUES | {
    name
    for venue in known_venues()
    for name in venue.names
    if venue.kind in {"conference", "journal"} and all(map(is_acronym, name.split()))
}
VENUES_BY_FOLDED_NAME = {fold(name): name for name in VENUES} | {"neurlps": "NeurIPS"}
VENUES_IN_ANY_CASE = ("arxiv", "preprint", "neurips", "neurlps", "nips", "interspeech", "biorxiv", "medrxiv")
VENUE_WORDS = _set(
    """
    abstract accepted access acl aclweb acm and appear at award benchmark benchmarks best book by camera
    conference cvf dataset datasets db demo demos early extended finding findings highlight honorable ieee
    in industry journal long main mention of on online only oral outstanding paper papers poster preprint
    proceedings published ready review runner short spotlight submitted the thesis to track tracks
    transactions under up v1 v2 v3 version workshop workshops
    """
)
MONTHS = _set(
    """
    jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august
    september october november december
    """
)

PARTICLES_OF_NAMES = SUFFIXES | _set(
    "af al av ben bin da de del della den der di do dos du e el ibn la las le los te ten ter van von y zu"
)
TITLE_WORDS = _set(
    """
    a about across after against all among are as at be before between beyond both by does during for from
    how in into is its not of on or other others our over some than that their them they the this to toward
    towards under using via what when where which who why with within without your adaptive agent agents
    alignment analysis approach approaches artificial arxiv attention augmented aware based bacteria
    benchmark benchmarks blog book cancer causal cell cells challenges classification clinical code computer
    conference cross data dataset datasets deep deepmind detection disease driven dynamic dynamics ecology
    economic effect effects efficient energy environmental estimation evaluating evaluation evolution food
    foundation framework function general generating generation generative genome github google graph graphs
    guided health hierarchical human humans image images inference institute instruction instructions
    intelligence journal knowledge laboratory language languages large learning machine management meta
    method methods microbial microsoft model modeling modelling models molecular multi multilingual
    multimodal multitask natural network networks neural new novel open openai opportunities optimization
    page paper papers patients political population prediction preprint problems proceedings progress
    project prompt prompting protein quality reasoning recognition reinforcement report representation
    representations research retrieval review robust role science segmentation self small social sparse
    species speech structure studies study supervised survey system systems task tasks technical text
    textual theory thesis training transactions transformer transformers treatment trial trials tuning
    understanding university unsupervised video videos vision visual water workshop
    """
)
