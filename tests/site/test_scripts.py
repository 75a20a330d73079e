"""The modules that a page preloads are those that its script imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.web.scripts import imported_modules

if TYPE_CHECKING:
    from pathlib import Path


def test_modules_are_found_through_imports_and_exports_of_others(tmp_path: Path) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "main.js").write_text(
        'import { a } from "./a.js";\nimport {\n  b,\n} from "./common/b.js";\n'
    )
    (tmp_path / "a.js").write_text(
        '// import "./none.js";\nexport { c } from "./common/c.js";\nimport "./main.js";\n'
    )
    (tmp_path / "common" / "b.js").write_text('import { d } from "../made.js";\nconst text = "./e.js";\n')
    (tmp_path / "common" / "c.js").write_text("export const c = 1;\n")
    found = [module.relative_to(tmp_path).as_posix() for module in imported_modules(tmp_path / "main.js")]
    assert found == ["a.js", "common/b.js", "common/c.js", "made.js", "main.js"]
