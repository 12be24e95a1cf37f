"""A version is a number, a section of the changelog, and a tag whose message is that section."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from tests.running import ROOT

pytestmark = [pytest.mark.process, pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")]
CHANGES = "# Changelog\n\n## Unreleased\n\n### Added\n\n- A thing.\n\n## 0.1.0\n\nFirst.\n"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "carteira_cli").mkdir()
    (tmp_path / "carteira_cli" / "__init__.py").write_text('__version__ = "0.1.0"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(CHANGES, encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Start")
    return tmp_path


WHO = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def run(folder, *words):
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | WHO
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, env=env)


def git(folder, *words):
    done = run(folder, "git", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def release(folder, version):
    return run(folder, sys.executable, str(ROOT / ".ci" / "release"), version)


def test_a_version_has_its_notes_in_the_changelog_and_in_its_tag(project):
    done = release(project, "0.2.0")
    assert done.returncode == 0, done.stderr
    text = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    assert text.index("## Unreleased") < text.index("## 0.2.0 (") < text.index("- A thing.") < text.index("## 0.1.0")
    assert '"0.2.0"' in (project / "carteira_cli" / "__init__.py").read_text(encoding="utf-8")
    assert "### Added\n\n- A thing." in git(project, "tag", "-l", "--format=%(contents)", "v0.2.0")
    assert git(project, "status", "--porcelain") == ""
    assert release(project, "0.3.0").stderr.startswith("nothing under Unreleased")


@pytest.mark.parametrize(("version", "said"), [("0.1.0", "does not come after"), ("2", "is no version")])
def test_a_version_that_makes_no_sense_changes_nothing(project, version, said):
    assert said in release(project, version).stderr
    assert git(project, "log", "--oneline").count("\n") == 1


def test_changes_that_are_not_committed_are_not_released(project):
    (project / "CHANGELOG.md").write_text(CHANGES + "\n", encoding="utf-8")
    assert "has changes" in release(project, "0.2.0").stderr
