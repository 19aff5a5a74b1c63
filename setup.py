"""What pyproject.toml cannot say: a wheel carries the built web UI, so building one builds that first."""

import subprocess
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent


class BuildWithWebUi(build_py):
    """Build the web UI (quick when nothing changed), then the Python packages."""

    def run(self) -> None:
        if not self.editable_mode:
            subprocess.run([sys.executable, str(HERE / "bundle/aw-webui/build.py")], check=True)
        super().run()


setup(cmdclass={"build_py": BuildWithWebUi})
