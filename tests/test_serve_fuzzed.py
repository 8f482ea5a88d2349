"""Every route, fuzzed by schemathesis from the OpenAPI description: no fault of the program, nothing undescribed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from programs import program
from reconciled import said
from serving import running, served, store

from kg.publish.site.info import SiteInfo
from kg.publish.site.render import Renderer
from kg.serve.pool import Limits

SCHEMATHESIS = program("schemathesis", "KG_SCHEMATHESIS")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SECONDS = 60


@pytest.mark.skipif(not SCHEMATHESIS, reason="schemathesis is not here (.ci/programs installs it)")
def test_no_request_that_is_described_or_nearly_so_is_a_fault(tmp_path: Path) -> None:
    info = SiteInfo(name="a", title="A", description="", base="x:", licence="", publisher="", version="0")
    limits = Limits(seconds=2, memory=0)
    with running(served(store(tmp_path / "out", said()), limits=limits, renderer=Renderer(info))) as client:
        command = [str(SCHEMATHESIS), "run", f"{client.base_url}/openapi.json", "--checks", CHECKS, "--workers", "2"]
        command += ["--max-time", str(SECONDS), "--max-examples", "20", "--seed", "1", "--suppress-health-check", "all"]
        done = subprocess.run(
            [*command, "--phases", "examples,coverage,fuzzing", "--no-color"],
            cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS * 4,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
        assert client.get("/health").status_code == 200
