import queue
import threading

lock = threading.Lock()
local = threading.local()


def f(x):
    tasks = queue.PriorityQueue()
    with lock:
        for v in x.ravel():
            tasks.put((float(v), "task"))
    local.first = tasks.get()[0]
    tasks.task_done()
    return local.first + tasks.qsize() + len(threading.current_thread().name) + threading.active_count()
