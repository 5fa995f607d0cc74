"""Spillover: what a war does to the neighbours, as a factor with an interval, beside the model without it."""

from simurg.foresight.spillover.effect import Effect, Fit, effect, fit
from simurg.foresight.spillover.outlook import Neighbour, Outlook, outlook_of
from simurg.foresight.spillover.panel import Definition, Panel, beside_war, borders_of, panel_of
from simurg.foresight.spillover.score import Gain, chance, gain

__all__ = [
    "Definition",
    "Effect",
    "Fit",
    "Gain",
    "Neighbour",
    "Outlook",
    "Panel",
    "beside_war",
    "borders_of",
    "chance",
    "effect",
    "fit",
    "gain",
    "outlook_of",
    "panel_of",
]
