"""The log that is kept: an SQLite file, written by one thread, bounded in size and age, that survives a kill."""

from proxy.store.log import Store
from proxy.store.reading import LogReader
from proxy.store.schema import NewerLogError
from proxy.store.thread import LogUnavailableError
from proxy.store.trimming import Limits

__all__ = ["Limits", "LogReader", "LogUnavailableError", "NewerLogError", "Store"]
