"""One activity in the format that was asked for, or in the one that can hold it."""

from dataclasses import dataclass
from enum import StrEnum

from backstride.export.fit_file import write_fit
from backstride.export.gpx_file import MIN_POINTS, placed, write_gpx
from backstride.export.tcx_file import write_tcx
from backstride.records import Activity
from backstride.records.places import BoolArray


class Format(StrEnum):
    FIT = "fit"
    GPX = "gpx"
    TCX = "tcx"


@dataclass(frozen=True, slots=True)
class Written:
    """A file's content, its format, and what its owner should know about it, in plain words."""

    format: Format
    data: bytes
    remarks: tuple[str, ...] = ()


def write_activity(activity: Activity, wanted: Format, cut: BoolArray | None = None) -> Written:
    """The activity as a file; one without positions is written as TCX where GPX is wanted, with a remark.

    ``cut``: records to which no line may be drawn (``records.places``); of the formats only GPX has lines.
    What each format holds, and how exactly, stands in ``fit_file``, ``gpx_file``
    and ``tcx_file``.
    """
    if wanted is Format.FIT:
        return Written(Format.FIT, write_fit(activity))
    if wanted is Format.TCX:
        return Written(Format.TCX, write_tcx(activity))
    rows = placed(activity)
    if rows.sum() < MIN_POINTS:
        return Written(
            Format.TCX, write_tcx(activity), ("without positions, which GPX needs: written as TCX",)
        )
    remarks = () if rows.all() else ("its records without a position are left out, which GPX cannot hold",)
    return Written(Format.GPX, write_gpx(activity, cut), remarks)
