"""Build the RPM package. Standard library and `rpmbuild`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from linux import requirements, tree
from linux.deb import DESCRIPTION, SUMMARY

_SPEC = """\
# Python and Qt come along and belong to nobody else: neither offered to others nor looked for elsewhere.
AutoReqProv: no
# Already stripped by its own rules; a second time would break what wheels bring.
%define __os_install_post %{{nil}}
%define _build_id_links none
%define _binary_payload w6.xzdio
%define debug_package %{{nil}}

Name: activitywatch
Version: {version}
Release: 1
Summary: {summary}
License: MPL-2.0 AND GPL-3.0-only
{requires}
Recommends: xdg-utils

%description
{description}

%files
{files}
"""


def build(frozen: Path, target: Path, version: str, architecture: str, epoch: int) -> None:
    """Write the package to `target`. `architecture`: as in file names (x86_64, arm64)."""
    work = target.with_suffix(".tree")
    shutil.rmtree(work, ignore_errors=True)
    root = work / "root"
    tree.plant(frozen, root)
    found = requirements.of_folder(root)
    spec = work / "activitywatch.spec"
    spec.write_text(
        _SPEC.format(
            version=version.replace("-", "~"),
            summary=SUMMARY[0].upper() + SUMMARY[1:],
            description=DESCRIPTION,
            requires="\n".join(f"Requires: {name}" for name in requirements.rpm_requires(found)),
            files=_files(root),
        ),
        encoding="utf-8",
    )
    machine = {"x86_64": "x86_64", "arm64": "aarch64"}[architecture]
    built = work / "rpms"
    command = ["rpmbuild", "-bb", "--quiet", "--target", f"{machine}-linux", "--buildroot", str(work / "buildroot")]
    defines = [f"_topdir {work / 'top'}", f"_rpmdir {built}", "_rpmfilename %%{NAME}.rpm"]
    defines += ["use_source_date_epoch_as_buildtime 1", "clamp_mtime_to_source_date_epoch 1", "_buildhost localhost"]
    for define in defines:
        command += ["--define", define]
    # rpmbuild empties its build root first, so the tree is copied there by the install step.
    with spec.open("a", encoding="utf-8") as file:
        file.write(f"\n%install\nmkdir -p %{{buildroot}}\ncp -a {root}/. %{{buildroot}}/\n")
    subprocess.run([*command, str(spec)], check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)})
    (built / "activitywatch.rpm").replace(target)
    shutil.rmtree(work)


def _files(root: Path) -> str:
    """Our own folder whole; in shared folders only our files."""
    shared = sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if not path.is_dir() and not path.relative_to(root).as_posix().startswith(f"{tree.PROGRAMS_DIR}/")
    )
    listed = [f"/{tree.PROGRAMS_DIR}", *(f"/{name}" for name in shared)]
    return "%defattr(-,root,root,-)\n" + "\n".join(listed)
