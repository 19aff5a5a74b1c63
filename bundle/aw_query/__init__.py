"""The query language: lexer, parser, interpreter, functions; `query` answers one question (contract 5)."""

from .query2 import query

__all__ = ["query"]
