"""One runner's data on disk: SQLite behind SQLAlchemy models that PostgreSQL can hold as well.

Import it where it is used: SQLAlchemy takes a third of a second to load.
"""

from backstride.store.activities import StoredActivity
from backstride.store.diary import DiaryLine, Origin
from backstride.store.errors import StoreError
from backstride.store.importing import Batch, Fate, FileFate
from backstride.store.store import Store

__all__ = ["Batch", "DiaryLine", "Fate", "FileFate", "Origin", "Store", "StoreError", "StoredActivity"]
