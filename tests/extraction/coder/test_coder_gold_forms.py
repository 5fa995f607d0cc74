"""How the bench reads gold pairs, and what the coder must reach on them."""

from pathlib import Path

import pytest
from bench._coding_gold import answer, marked_pairs, petrarch_gold, plover_gold, present_name
from bench.coding import LEAST, baseline, macro, said


def test_marked_pairs_are_found_with_their_spans(tmp_path: Path) -> None:
    path = tmp_path / "marked_pairs.tsv"
    path.write_text(
        "gold_root\tsentence\tmarked_sentence\tsource\ttarget\n"
        'yield\tx\t"No," said <s>Karsova</s> of <t>Velmark</t>.\tKarsova\tVelmark\n'
        "Assault\tx\t<t>Velmark</t> was shelled by <s>Karsovan troops</s>.\tKarsovan troops\tVelmark\n",
        encoding="utf-8",
    )
    first, second = marked_pairs(path)
    assert (first.event_type, second.event_type) == ("YIELD", "ASSAULT")
    assert second.text == "Velmark was shelled by Karsovan troops."
    assert second.source is not None
    assert second.source.of(second.text) == "Karsovan troops"
    assert first.target is not None
    assert first.target.of(first.text) == "Velmark"


def test_old_names_are_read_as_the_present_ones() -> None:
    assert [present_name(each) for each in ("demand", "FIGHT", "Investigate", "10", "aid")] == [
        "REQUEST", "ASSAULT", "ACCUSE", "REQUEST", "AID",
    ]  # fmt: skip


def test_conceding_and_retreating_are_one_where_labels_have_yield() -> None:
    shares = {"AID": 0.4, "CONCEDE": 0.3, "RETREAT": 0.25, "NONE": 0.05}
    assert answer(shares, frozenset({"AID", "YIELD"}), none=False) == "YIELD"
    assert answer(shares, frozenset({"AID", "CONCEDE"}), none=False) == "AID"
    assert answer({"AID": 0.4, "NONE": 0.6}, frozenset({"AID"}), none=True) == "NONE"


def test_actors_known_by_code_alone_are_found_by_their_letters(tmp_path: Path) -> None:
    path = tmp_path / "records.xml"
    path.write_text(
        '<V><Sentence id="1"><EventCoding sourcecode="KAR" targetcode="VEL" eventcode="190"/>'
        '<EventCoding sourcecode="KAR" targetcode="ZZZ" eventcode="190"/><EventCoding noevents="True"/>'
        "<Text>Karsova shelled\nVelmark.</Text></Sentence></V>",
        encoding="utf-8",
    )
    (found,), lost = petrarch_gold(path)
    assert (found.event_type, found.text, lost) == ("ASSAULT", "Karsova shelled Velmark.", 1)


@pytest.mark.data
def test_the_coder_is_clearly_better_than_a_bag_of_words_on_real_sentences(data: Path) -> None:
    gold = plover_gold(data / "osint" / "plover_gold" / "PLOVER_GSR_CAMEO.txt")
    assert LEAST == 5
    ours = macro(gold, said(gold), "coder")
    assert ours >= 0.60
    assert ours >= macro(gold, baseline(gold), "bag of words") + 0.08
