"""What is said of answers that came while documents were added."""

from bench.load.adding import judged
from bench.load.people import Said

OLD, NEW = {"a": "old a", "b": "both"}, {"a": "new a", "b": "both"}


def test_answers_are_told_apart_by_the_documents_they_are_of() -> None:
    said = [
        Said(1, "a", "old a"),
        Said(1, "b", "both"),
        Said(1, "a", "new a"),
        Said(2, "a", "old a"),
        Said(2, "a", "?"),
    ]
    verdict = judged(said, OLD, NEW)
    assert (verdict.old, verdict.new, verdict.either, verdict.neither, verdict.back) == (2, 1, 1, 1, 0)


def test_an_old_answer_after_a_new_one_in_the_same_chat_is_a_step_back() -> None:
    assert judged([Said(1, "a", "new a"), Said(1, "a", "old a")], OLD, NEW).back == 1
    assert judged([Said(1, "a", "new a"), Said(2, "a", "old a")], OLD, NEW).back == 0
