from tests.foresight.links.made import links

from simurg.foresight.links.homes import homes


def of(given, *names):
    made = links(given)
    found = homes(made)
    return [int(found.place[made.actors.index(name)]) for name in names]


def test_role_and_place_are_read_from_the_name():
    made = links([("Police_(Kenya)", "r", "Army (Kenya)", 1), ("Police_(Togo)", "r", "Kenya", 1)])
    found = homes(made)
    at = {name: (int(found.place[n]), int(found.role[n])) for n, name in enumerate(made.actors)}
    assert at["Police_(Kenya)"][0] == at["Army (Kenya)"][0] == at["Kenya"][0] != at["Police_(Togo)"][0]
    assert at["Police_(Kenya)"][1] == at["Police_(Togo)"][1] != at["Army (Kenya)"][1]
    assert 0 not in at["Kenya"]


def test_who_names_no_place_gets_that_of_most_partners():
    given = [("Ann", "r", "Police_(Kenya)", 1), ("Army_(Kenya)", "r", "Ann", 2), ("Ann", "r", "Mayor_(Togo)", 3)]
    ann, kenya = of(given, "Ann", "Police_(Kenya)")
    assert ann == kenya


def test_one_partner_is_too_little_and_so_are_scattered_ones():
    assert of([("Ann", "r", "Police_(Kenya)", 1)], "Ann") == [0]
    scattered = [("Ann", "r", f"Police_({place})", 1) for place in "VWXYZ"]
    assert of(scattered, "Ann") == [0]


def test_later_links_tell_nothing():
    given = [("Ann", "r", "Bob", 1), ("Ann", "r", "Police_(Kenya)", 9), ("Ann", "r", "Kenya", 9)]
    made = links(given)
    early = homes(made.until(5))
    assert early.place[made.actors.index("Ann")] == 0
    assert early.place[made.actors.index("Kenya")] == 0  # no name before told that Kenya is a place


def test_odd_names_are_no_place():
    odd = ["()", "(Kenya)", "Police_()", "((x))", "a_(b)_c", "_(" + "x" * 500 + ")"]
    made = links([(name, "r", "Bob", 1) for name in odd])
    found = homes(made)
    named = {name for n, name in enumerate(made.actors) if found.place[n]}
    assert named == {"(Kenya)"}
