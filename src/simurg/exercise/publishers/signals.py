"""Weekly readings by state (CSV): hours of network outage, cargo through the main port, price of grain.

The flood and the attack on a port leave their trace in them, a quarrel does not.
"""

import csv
import io

import numpy as np

from simurg.exercise.atlas import LABEL, atlas
from simurg.exercise.scene import Scene

ADDRESS = "signals/weekly-readings-exercise-fictional.csv"
COLUMNS = ("week_from", "week_to", "country", "iso3", "series", "value", "unit", "note")


def files(scene: Scene) -> dict[str, bytes]:
    """One file: a row a state, week and series."""
    dice, plot, weeks = scene.world.dice("signals"), scene.plot, scene.world.weeks
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(COLUMNS)
    season = 1 + 0.1 * np.sin(np.arange(weeks) * 2 * np.pi / 52)
    for state in atlas().states:
        outage = dice.gamma(1.2, 2.0, weeks)
        cargo = dice.uniform(200, 900) * season * np.exp(0.08 * dice.standard_normal(weeks))
        price = dice.uniform(180, 260) * np.exp(np.cumsum(0.015 * dice.standard_normal(weeks)))
        if state.name == plot.victim:
            hit = slice(plot.incident, plot.incident + 2)
            outage[hit], cargo[hit] = outage[hit] + 40, cargo[hit] * 0.35
        if state.name == plot.disaster:
            hit = slice(plot.disaster_week, plot.disaster_week + 3)
            outage[hit], price[hit] = outage[hit] + 25, price[hit] * 1.25
        named = (
            ("network_outage", outage, "hours"),
            ("port_cargo", cargo, "kilotonnes"),
            ("grain_price", price, "crowns per tonne"),
        )
        for week in range(weeks):
            days = f"{scene.world.moment(week):%Y-%m-%d}", f"{scene.world.moment(week + 1):%Y-%m-%d}"
            for series, values, unit in named:
                out.writerow((*days, state.name, state.code, series, f"{values[week]:.2f}", unit, LABEL))
    return {ADDRESS: text.getvalue().encode()}
