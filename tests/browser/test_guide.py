"""The user guide shows pictures that the walks make, and leaves out none that it names."""

from __future__ import annotations

import re

from support.host import REPO

GUIDE = REPO / "docs" / "guida"


def test_each_picture_of_the_guide_is_there_and_made_by_a_walk() -> None:
	named = set(re.findall(r"\(immagini/([\w-]+)\.png\)", (GUIDE / "README.md").read_text(encoding="utf-8")))
	kept = {file.stem for file in (GUIDE / "immagini").glob("*.png")}
	walks = "".join(
		file.read_text(encoding="utf-8") for file in (REPO / "tests" / "browser").glob("test_*.py")
	)
	assert len(named) > 15
	assert named == kept
	assert {name for name in named if f'"{name}"' not in walks} == set()


def test_its_chapters_are_where_its_links_lead() -> None:
	text = (GUIDE / "README.md").read_text(encoding="utf-8")
	chapters = {slug(title) for title in re.findall(r"^## (.+)$", text, re.M)}
	assert set(re.findall(r"\(#([^)]+)\)", text)) <= chapters


def slug(title: str) -> str:
	return re.sub(r"[^\w\s-]", "", title.lower()).replace(" ", "-")
