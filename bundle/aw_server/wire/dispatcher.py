"""Worker threads for waitress: started when needed, and the one that rested last works first.

waitress' own dispatcher starts all threads at once and wakes them in turn. Here a lone client keeps meeting the same
thread, with its database connection, its caches and its memory warm; the others never start.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from queue import SimpleQueue
from typing import Protocol

logger = logging.getLogger(__name__)


class Task(Protocol):
    """What waitress wants done: a connection with a request waiting."""

    def service(self) -> None:
        """Answer the request."""

    def cancel(self) -> None:
        """Drop it unanswered."""


class _Worker:
    """One thread and its inbox; None in the inbox ends it."""

    def __init__(self, pool: Dispatcher, number: int) -> None:
        self.inbox: SimpleQueue[Task | None] = SimpleQueue()
        self._pool = pool
        self.thread = threading.Thread(target=self._run, name=f"worker-{number}", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        while True:
            task = self.inbox.get()
            while task is not None:
                try:
                    task.service()
                except Exception:
                    logger.exception("A request failed outside the application")
                task, ended = self._pool.next_for(self)
                if ended:
                    return
                if task is None:
                    task = self.inbox.get()
            return


class Dispatcher:
    """At most `limit` threads; requests beyond wait in order. Thread-safe."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._workers: list[_Worker] = []
        self._waiting: deque[Task] = deque()
        self._closed = False

    def add_task(self, task: Task) -> None:
        """Have `task` served by an idle thread, a new one, or the next that is free."""
        with self._lock:
            if self._closed:
                return
            if self._idle:
                worker = self._idle.pop()
            elif len(self._workers) < self._limit:
                worker = _Worker(self, len(self._workers))
                self._workers.append(worker)
            else:
                self._waiting.append(task)
                return
        worker.inbox.put(task)

    def next_for(self, worker: _Worker) -> tuple[Task | None, bool]:
        """For workers: the next waiting task, if any, and whether to end instead."""
        with self._lock:
            if self._closed:
                return None, True
            if self._waiting:
                return self._waiting.popleft(), False
            self._idle.append(worker)
            return None, False

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End the threads, waiting up to `timeout` seconds for what they do. True when none is left at work."""
        with self._lock:
            self._closed = True
            waiting, self._waiting = list(self._waiting), deque()
            idle, self._idle = self._idle, []
            workers = list(self._workers)
        if cancel_pending:
            for task in waiting:
                task.cancel()
        for worker in idle:
            worker.inbox.put(None)
        deadline = time.monotonic() + timeout
        for worker in workers:
            worker.thread.join(max(0.0, deadline - time.monotonic()))
        return not any(worker.thread.is_alive() for worker in workers)
