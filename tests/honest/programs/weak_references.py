import gc
import weakref


class Node:
    def __init__(self):
        self.other = self

    def __del__(self):
        deleted.append(1)


deleted = []
cache = weakref.WeakValueDictionary()


def f(x):
    node = Node()
    cache["node"] = node
    reference = weakref.ref(node)
    del node
    gc.collect()
    return float(reference() is None) + len(cache) + len(deleted)
