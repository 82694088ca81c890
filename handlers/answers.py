"""Who takes the words that answer a short question.

@answers("receipt")
async def find(update: Update, context: Context, question: Question, words: str) -> None: ...
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import Update

from actions.questions import Question
from handlers.context import Context

Answer = Callable[[Update, Context, Question, str], Awaitable[None]]
A = TypeVar("A", bound=Answer)

ANSWERS: dict[str, Answer] = {}


def answers(*topics: str) -> Callable[[A], A]:
    """Register what takes the answers to questions of a topic."""

    def register(answer: A) -> A:
        for topic in topics:
            ANSWERS[topic] = answer
        return answer

    return register
