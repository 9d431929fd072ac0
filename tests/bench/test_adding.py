"""What is said of answers that came while documents were added."""

from bench.load.adding import judged
from bench.load.people import Said, Talk
from bench.load.phases import answers, by_phase

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


def test_answers_and_hold_ups_are_of_the_phase_in_which_they_began() -> None:
    steps = [(20.0, "reading"), (30.0, "storing"), (40.0, "reading")]
    talks = [Talk(took_s=[0.2, 0.1], due_s=[25.0, 5.0]), Talk(took_s=[0.3, 0.4], due_s=[41.0, 30.0])]
    rows = by_phase(steps, answers(talks), [(39.9, 0.05)], 0.0, 60.0)
    assert rows == [
        ["the change is noticed", "20.0", "1", "100", "100", "100", "under 20"],
        ["reading", "30.0", "2", "200", "300", "300", "under 20"],
        ["storing", "10.0", "1", "400", "400", "400", "50"],
    ]
