"""One runner's data on disk: SQLite behind SQLAlchemy models that PostgreSQL can hold as well.

Import it where it is used: SQLAlchemy takes a third of a second to load.
"""

from backstride.store.activities import StoredActivity
from backstride.store.diary import DiaryLine, Origin
from backstride.store.errors import StoreError
from backstride.store.history import ImportBatch, LogEntry
from backstride.store.importing import Batch, Fate, FileFate, Known
from backstride.store.rows import PreparedActivity, prepare
from backstride.store.store import Store
from backstride.store.stored_plan import StoredPlan
from backstride.store.undoing import Undone

__all__ = [
    "Batch",
    "DiaryLine",
    "Fate",
    "FileFate",
    "ImportBatch",
    "Known",
    "LogEntry",
    "Origin",
    "PreparedActivity",
    "Store",
    "StoreError",
    "StoredActivity",
    "StoredPlan",
    "Undone",
    "prepare",
]
