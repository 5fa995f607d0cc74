"""Entities, beliefs and judgements as a person reads them in a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from simurg.cli.terminal import called, counted, say, table

Result = Mapping[str, Any]
MOST = 40
"""Rows of one list; `--json` has all."""
STANDS = {"for": "for", "vaguer": "vaguer, not against", "against": "against", "earlier": "said before, since replaced"}


def show_entity(result: Result) -> None:
    say(f"{result['entity']}, as of {result['as_of'][:16]}, picture {result['picture']}")
    if result["names"]:
        say(f"Called: {'; '.join(result['names'][:MOST])}")
    if len(result["members"]) > 1:
        say(f"One entity out of {len(result['members'])} subjects: {'; '.join(result['members'][:MOST])}")
    if result["cut"]:
        say("CUT: so many names hang together that this is no entity. Part some of them with `simurg split`.")
    events = {side: count for side, count in result["events"].items() if count}
    if events:
        say("Events: " + ", ".join(f"{count:,} as {side}" for side, count in events.items()))
    _claims(result["claims"], set(result["contested"]))
    _pairs("Held to be the same", result["held_same"])
    _pairs("Unsure; judge with `simurg merge` or `simurg split`", result["unsure"])
    _judgements(result["judgements"])
    for chain in result["conflicts"]:
        say(f"CONFLICT: held not to be the same: {chain[0]} and {chain[-1]}; yet {' = '.join(chain)}")
    for left, right in result["disputed"]:
        say(f"DISPUTED: analysts differ on {left} and {right}; counted as unsure.")


def _claims(claims: Sequence[Result], contested: set[str]) -> None:
    if not claims:
        say("No claim is made about it.")
        return
    rows = [
        (
            "≠" if _question(one) in contested else "", one["predicate"], one["object"][:80] if one["object"] else None,
            _valid(one), one["grade"], one["source"], one["known_at"][:10], one["claim"][:12],
        )
        for one in claims[:MOST]
    ]  # fmt: skip
    table(("", "predicate", "object", "valid", "grade", "source", "known", "claim"), rows)
    if len(claims) > MOST:
        say(f"{counted(len(claims) - MOST, 'more claim')}; --json has them.")
    if contested:
        say(f"≠ sources contradict each other: {', '.join(sorted(contested))}. See `simurg believe`.")


def _question(claim: Result) -> str:
    since = claim["valid_from"]
    return f"{claim['predicate']} @ {since[:10]}" if since else str(claim["predicate"])


def _valid(claim: Result) -> str | None:
    ends = [moment[:10] if moment else "" for moment in (claim["valid_from"], claim["valid_to"])]
    return "–".join(ends) if any(ends) else None


def _pairs(title: str, pairs: Sequence[Result]) -> None:
    if not pairs:
        return
    say(f"{title}:")
    for one in pairs[:MOST]:
        parts = ", ".join(f"{part['feature']} {part['log_odds']:+.1f}" for part in one["parts"][:6])
        sides = [f"{one[s]} ({one[s + '_name']})" if one[s + "_name"] else one[s] for s in ("left", "right")]
        say(f"  {one['probability']:.0%}  {' · '.join(sides)}  [{parts}]")


def _judgements(rows: Sequence[Result]) -> None:
    if rows:
        say("Judged by analysts:")
    for one in rows:
        back = ", TAKEN BACK" if one["withdrawn"] else ""
        verdict = one["verdict"].replace("_", " ")
        pair = f"{one['left']} · {one['right']}"
        say(f"  {one['known_at'][:16]} {one['by']}: {verdict}{back}: {pair}. {one['why']} ({one['judgement'][:12]})")


def show_judged(result: Result) -> None:
    verdict = result["verdict"].replace("_", " ")
    done = f"Taken back: {verdict}" if result["undone"] else f"Judged {verdict}"
    say(f"{done}: {result['left']} · {result['right']}, by {result['by']} ({result['judgement'][:12]}).")
    if result["same"]:
        say(f"They are one entity now: {'; '.join(result['entity'][:MOST])}")
    else:
        say(f"They are two entities now: {'; '.join(result['entity'][:8])}  |  {'; '.join(result['other'][:8])}")
    for chain in result["conflicts"]:
        say(f"CONFLICT: held not to be the same: {chain[0]} and {chain[-1]}; yet {' = '.join(chain)}")
    for left, right in result["disputed"]:
        say(f"DISPUTED: analysts differ on {left} and {right}; counted as unsure.")


def show_beliefs(result: Result) -> None:
    say(f"{result['entity']}, as of {result['as_of'][:16]}, picture {result['picture']}")
    fitted = result["parameters"]["fitted_at"]
    say(f"Sources judged by parameters fitted {fitted[:16] if fitted else 'now, on this view alone'}.")
    for reason in result["parameters"]["stale"]:
        say(f"STALE parameters: {reason}. Fit them again: simurg fuse --refit")
    for one in result["beliefs"]:
        _belief(one)


def _belief(one: Result) -> None:
    interval = one["interval_80"]
    spread = f", 80 %: {interval[0]:.6g} to {interval[1]:.6g}" if interval and interval[0] != interval[1] else ""
    chance, none = f"{one['probability']:.0%}", f"{one['none_of_these']:.0%}"
    say(f"\n{one['predicate']}: {one['answer']}")
    say(f"  probability {chance}, confidence {one['confidence']}{spread}; none of the answers: {none}")
    rows = [
        (
            STANDS[voice["stands"]], voice["said"][:60], voice["source"], voice["grade"], _learned(voice["learned"]),
            voice["known_at"][:10], voice["claim"][:12],
        )
        for voice in one["claims"][:MOST]
    ]  # fmt: skip
    table(("  ", "says", "source", "grade", "learned", "known", "claim"), rows)
    others = [each for each in one["without"] if each["answer"] != one["answer"]]
    for each in others[:8]:
        answer = "nothing is known" if each["answer"] is None else f"{each['answer']} ({each['probability']:.0%})"
        say(f"  without {each['source']}: {answer}")
    kept = [each["probability"] for each in one["without"] if each["answer"] == one["answer"]]
    if kept:
        least, most = f"{min(kept):.0%}", f"{max(kept):.0%}"
        say(f"  without any other source it stays, at {least if least == most else f'{least} to {most}'}")


def _learned(known: Result) -> str:
    low, high = known["interval_80"]
    return f"{known['mean']:.2f} ({low:.2f}–{high:.2f}; {known['claims']})"


def show_stories(result: Result) -> None:
    if not result["reports"]:
        say(f"No report was published in the {result['days']} days before {result['as_of'][:10]}.")
        return
    rows = [
        (
            one["independent_origins"], one["reports"], one["altered"] or "", "ring" if one["circular"] else "",
            one["first"][:16], one["report"][:12], one["title"][:80],
        )
        for one in result["listed"]
    ]  # fmt: skip
    table(("origins", "reports", "altered", "", "first", "report", "title"), rows)
    single = f"{result['single_origin']:,} of one origin only"
    altered = f"{result['with_altered_copies']:,} with copies that changed facts"
    count = counted(result["stories"], "story", "stories")
    say(f"{count} in {counted(result['reports'], 'report')} of {result['days']} days: {single}, {altered}.")


def show_story(result: Result) -> None:
    say(f"{result['title']}, as of {result['as_of'][:16]}, picture {result['picture']}")
    count = counted(result["reports"], "report")
    say(f"{count}, at most {counted(result['independent_origins'], 'independent origin')}")
    altered = {one["report"] for one in result["altered_copies"]}
    for number, group in enumerate(result["origins"], 1):
        ring = ", they have it from each other in a ring" if group["circular"] else ""
        say(f"\nOrigin {number}{ring}:")
        names = {one["report"]: one["source"] for one in group["reports"]}
        back = {one["report"]: f"{_rule(one)}, from {names[one['to']]}" for one in group["goes_back"]}
        for one in group["reports"][:MOST]:
            changed = "; ALTERED, see below" if one["report"] in altered else ""
            why = back.get(one["report"], "tells it first")
            say(f"  {one['at'][:16]}  {one['grade']}  {one['source']} ({one['report'][:12]}): {why}{changed}")
    for one in result["altered_copies"]:
        changes = "; ".join(f"{each['kind']}: {each['was'] or '–'} → {each['says'] or '–'}" for each in one["differs"])
        say(f"\nALTERED COPY {one['report'][:12]} by {one['source']}: {changes} (against {one['original'][:12]})")


def show_fused(result: Result) -> None:
    say(f"{counted(result['reports'], 'report')} read for stories, {counted(result['links'], 'link')} found.")
    for one in result["fits"]:
        fitted = f"fitted on what was known at {one['known_at'][:16]}"
        say(f"Parameters of belief, picture {one['picture']}: {counted(one['sources'], 'source')}, {fitted}.")


RULES = {
    "text": "same text",
    "feed": "credits",
    "wire": "by the wire",
    "cited": "cites",
    "publisher": "told it before",
    "owner": "one owner",
}


def _rule(join: Result) -> str:
    return f"{RULES[join['rule']]} {join['name']}".rstrip()


def show_fusion_demo(result: Result) -> None:
    taken, fused = result["collected"], result["fused"]
    say(f"Exercise world (fusion) in {result['folder']}: {taken['documents']:,} documents, {taken['rows']:,} rows,")
    links = counted(fused["links"], "link")
    say(f"{fused['reports']:,} reports read for stories, {links} between them. All is invented.")
    say(f"Next: {called()} -w {result['folder']} story --days 100000")
