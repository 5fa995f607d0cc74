"""How far apart two reported places may be and still be one: as far as the vaguer of them reaches.

Precisions are the ledger's. `exact`, `place` and `admin2` are places one can stand at; `admin1` and `country` only say
in which part of the world.
"""

import numpy as np
import numpy.typing as npt

REACH_KM = {"exact": 5.0, "place": 10.0, "admin2": 40.0, "admin1": 250.0, "country": 5000.0}
"""How far from its coordinates a place of this precision reaches; chosen by reasoning, not fitted."""
PRECISE = ("exact", "place", "admin2")
ORDER = ("exact", "place", "admin2", "admin1", "country", "unknown")
EARTH_KM = 6371.0
Floats = npt.NDArray[np.float64]


def kilometres(latitudes: tuple[Floats, Floats], longitudes: tuple[Floats, Floats]) -> Floats:
    """Great-circle distances in km between pairs of points in degrees (haversine); NaN where one is unknown."""
    south, north = (np.radians(degrees) for degrees in latitudes)
    west, east = (np.radians(degrees) for degrees in longitudes)
    half = np.sin((north - south) / 2) ** 2 + np.cos(south) * np.cos(north) * np.sin((east - west) / 2) ** 2
    found: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return found
