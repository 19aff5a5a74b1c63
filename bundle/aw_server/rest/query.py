"""`/api/0/query`: one text, many periods, one answer for each; and more of that kind in one request."""

from __future__ import annotations

from flask import Response, request

from aw_server import jsonfmt
from aw_server.api_shapes import Decoder, QueryIn
from aw_server.rest.request import Route, body, current_api

_decode_query = Decoder(QueryIn)


def answer() -> Response:
    """The body's query for each of its periods; `?name=` is the variable NAME, `?cache=` means nothing."""
    wanted = _decode_query(body())
    name = request.args.get("name", "")
    questions = [(question.query, question.timeperiods) for question in (wanted, *wanted.more)]
    return jsonfmt.body_response(current_api().queries.documents(name, questions))


ROUTES: list[Route] = [("/query", ["POST"], answer)]
