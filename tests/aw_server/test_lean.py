"""What the program leaves out of memory, and that nothing is broken by it."""

import subprocess
import sys

from tests.support.programs import program_env


def run(code: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code], env=program_env(), capture_output=True, text=True, timeout=30, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_flask_comes_without_what_is_never_used() -> None:
    code = "import sys; from aw_server import lean; lean.import_flask(); import aw_server.server; print(*sys.modules)"
    modules = set(run(code).split())
    assert "flask" in modules
    assert modules & {"http.server", "http.client", "ssl", "werkzeug.serving"} == set()
    assert modules & {"click", "flask.cli", "importlib.metadata", "jinja2", "werkzeug.test"} == set()


def test_the_program_starts_without_what_the_standard_library_has() -> None:
    modules = set(run("import sys, aw_server.main; print(*sys.modules)").split())
    assert "msgspec" in modules
    assert modules & {"typing_extensions", "tomlkit"} == set()


def test_who_asks_for_it_later_gets_the_real_one() -> None:
    code = (
        "from aw_server import lean; lean.import_flask(); lean.import_flask()\n"
        "from werkzeug.serving import make_server, run_simple; import werkzeug\n"
        "import click, jinja2, typing_extensions; from flask.cli import ScriptInfo\n"
        "from werkzeug.test import EnvironBuilder; from flask.testing import FlaskClient\n"
        "assert jinja2.Template('{{ 1 + 1 }}').render() == '2'; assert click.command and ScriptInfo\n"
        "assert typing_extensions.Protocol and EnvironBuilder().get_environ() and FlaskClient.get\n"
        "print(make_server.__name__, run_simple.__module__)\n"
        "try: werkzeug.run_simple('localhost', 0, None)\n"
        "except RuntimeError as error: print(error)"
    )
    assert run(code).splitlines() == [
        "make_server werkzeug.serving",
        "The development server is left out of this program.",
    ]


def test_a_flask_that_is_there_already_is_left_alone() -> None:
    code = "import flask, sys; from aw_server import lean; lean.import_flask(); print('http.server' in sys.modules)"
    assert run(code) == "True"


def test_forms_with_parts_are_read_all_the_same() -> None:
    code = (
        "import io, sys; from aw_server import lean; lean.import_flask()\n"
        "from aw_server.server import AWFlask; app = AWFlask(testing=True)\n"
        "print('werkzeug.sansio.multipart' in sys.modules)\n"
        'shape = b\'{"buckets": {"%c": {"type": "t", "client": "c", "hostname": "h", "events": []}}}\'\n'
        "for name in b'ab':\n"
        "    part = io.BytesIO(shape % name), 'export.json'\n"
        "    reply = app.test_client().post('/api/0/import', data={'buckets.json': part, 'note': 'x'})\n"
        "    print(reply.status_code, *app.api.get_buckets())\n"
        "app.api.close(); app.api.db.close()"
    )
    assert run(code).splitlines() == ["False", "200 a", "200 a b"]


def test_addresses_of_routes_are_compiled_when_asked_for() -> None:
    code = (
        "from aw_server import lean; lean.import_flask()\n"
        "from werkzeug.routing import Rule; compile = Rule._compile_builder; made = []\n"
        "Rule._compile_builder = lambda self, unknown: made.append(self.endpoint) or compile(self, unknown)\n"
        "from aw_server.server import AWFlask; app = AWFlask(testing=True); assert len(app.url_map._rules) > 50\n"
        "print(made); urls = app.url_map.bind('localhost')\n"
        "print(urls.build('rest.events_show', {'bucket_id': 'a bü', 'event_id': 7}))\n"
        "print(urls.build('rest.buckets_listing', {'x': 1}), sorted(set(made))); app.api.close(); app.api.db.close()"
    )
    assert run(code).splitlines() == [
        "[]",
        "/api/0/buckets/a%20b%C3%BC/events/7",
        "/api/0/buckets/?x=1 ['rest.buckets_listing', 'rest.events_show']",
    ]
