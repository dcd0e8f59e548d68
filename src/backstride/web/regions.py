"""The regions of the body map in words; where each lies stands in ``static/body.css``."""

from typing import Final

from backstride.records.body_map import Place
from backstride.web.words import marked

REGIONS: Final = {
    Place.UPPER_LEFT: marked("Below the ribs, left"),
    Place.UPPER_MIDDLE: marked("Below the ribs, middle"),
    Place.UPPER_RIGHT: marked("Below the ribs, right"),
    Place.LOWER_LEFT: marked("Low in the back, left"),
    Place.LOWER_MIDDLE: marked("Low in the back, middle"),
    Place.LOWER_RIGHT: marked("Low in the back, right"),
    Place.BUTTOCK_LEFT: marked("Left buttock"),
    Place.BUTTOCK_RIGHT: marked("Right buttock"),
    Place.LEG_LEFT: marked("Down the left leg"),
    Place.LEG_RIGHT: marked("Down the right leg"),
}
"""In the order of the map, row by row."""
