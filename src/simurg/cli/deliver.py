"""`simurg deliver`: send the warnings that are due, once. The server does it by itself."""

from dataclasses import asdict

import typer

from simurg.cli.run import app


@app.command()
def deliver(context: typer.Context) -> None:
    """Send the warnings that are due, by mail and webhook."""
    from simurg.app.bootstrap import folder_of, house_of
    from simurg.app.delivery.hook import deliver_due
    from simurg.cli.terminal import answer, say, warn

    house = house_of(folder_of(context.obj.workspace))
    try:
        done = deliver_due(house)
    finally:
        house.close()

    def human() -> None:
        if done.busy:
            say("Another process is delivering; nothing was done here.")
            return
        say(f"{done.entered} new for somebody, {done.passed_on} passed on, {done.sent} sent.")
        if done.failed or done.given_up:
            say(f"{done.failed} failed and are tried again, {done.given_up} were given up.")

    answer(context.obj, asdict(done), human)
    for trouble in sorted(set(done.troubles)):
        warn(trouble)
