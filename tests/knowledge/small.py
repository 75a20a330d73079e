"""A small survey, built in memory from YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from living_survey.knowledge import KnowledgeBase, TaxonomyFile
from living_survey.knowledge.work import entry_model

if TYPE_CHECKING:
    from collections.abc import Mapping

TAXONOMY = """
schema: 2
survey: {work: roe2022survey, date: 2022-01-31, references: 20}
sections: {"1": Introduction, "Tab. 1": Data sets}
tree:
  - id: data
    title: Data for models
    areas:
      - id: scaling
        title: Scaling
        section: "3"
        color: "#f1db9d"
        topics:
          - id: filtering
            title: Filtering
            section: "3.1"
            approaches:
              - {id: by-rule, title: By rule}
              - {id: by-model, title: By model}
          - {id: mixing, title: Mixing, section: "3.2"}
      - {id: testing, title: Testing, section: "4"}
  - id: models
    title: Models for data
    topics:
      - id: annotating
        title: Annotating
        section: "5.1"
        approaches: [{id: captions, title: Captions}]
facets:
  - id: kind
    title: Kind
    plural: Kinds
    many: false
    required: true
    values:
      - {id: paper, title: Paper}
      - {id: dataset, title: Dataset}
      - {id: blog, title: Blog, publication: web}
  - id: language
    title: Language
    plural: Languages
    relations: [{id: is_in, key: languages, verb: is in, plural: are in}]
    values: [{id: en, title: English}, {id: zh, title: Chinese}, {id: de, title: German}]
  - id: stage
    title: Stage
    plural: Stages
    stated: [entry, tag, approach]
    relations: [{id: acts_at, verb: acts at, plural: act at}]
    values:
      - {id: pretrain, title: Pretraining}
      - {id: finetune, title: Fine-tuning}
      - {id: eval, title: Evaluation}
  - id: capability
    title: Capability
    plural: Capabilities
    stated: [tag, approach]
    relations:
      - {id: enhances, verb: enhances, plural: enhance}
      - {id: evaluates, verb: tests, plural: test}
    values:
      - {id: reasoning, title: Reasoning}
      - {id: retrieval, title: Retrieval}
      - {id: safety, title: Safety}
  - id: role
    title: Role
    plural: Roles
    stated: [tree, approach]
    relations: [{id: serves_as, verb: serves as, plural: serve as}]
    values:
      - {id: annotator, title: Annotator, nodes: [annotating]}
      - {id: filter, title: Filter, nodes: [by-model]}
statements:
  - {nodes: [filtering], acts_at: pretrain, section: "3.1"}
  - {nodes: [by-rule, testing], enhances: retrieval, section: "3.1", note: web search}
  - {serves_as: annotator, enhances: [reasoning, safety], section: "5.1"}
tables:
  - id: sets
    title: Data sets
    section: "Tab. 1"
    in_entries: true
    columns:
      - {id: row, title: "#", type: number}
      - {id: set, title: Data set, required: true}
      - {id: stages, title: Stages, type: facet, relation: acts_at}
      - {id: skills, title: Skills, type: facet, relation: evaluates}
  - id: surveys
    title: Surveys
    columns: [{id: row, title: "#", type: number}, {id: works, title: Works, type: works}]
    rows: [{row: 2, works: [roe2022survey]}, {row: 1}]
"""
FILE = TaxonomyFile.model_validate(yaml.safe_load(TAXONOMY))
MODEL = entry_model(FILE)


def knowledge(entries: Mapping[str, str | dict[str, Any]]) -> KnowledgeBase:
    """A knowledge base of entries by id, each as YAML or as a mapping; every field may be left out."""
    return KnowledgeBase(FILE, [_work(work_id, entry) for work_id, entry in entries.items()])


def _work(work_id: str, entry: str | dict[str, Any]) -> Any:  # noqa: ANN401 - a model derived from the taxonomy
    fields = yaml.safe_load(entry) if isinstance(entry, str) else entry
    common = {"title": work_id, "authors": ["Ada Doe"], "year": 2023, "kind": "paper", "tags": ["mixing"]}
    return MODEL.model_validate(common | fields | {"id": work_id})
