import time


def f(x):
    start = time.perf_counter()
    time.sleep(0.01)
    spent = time.perf_counter() - start
    process = time.process_time() + time.thread_time() + time.monotonic() + time.time()
    year = time.localtime(0).tm_year + time.gmtime(0).tm_year
    print(f"took {spent} s, {process}", time.ctime(), time.strftime("%H:%M"))
    return float(spent >= 0.009) + year + time.mktime((1970, 1, 2, 0, 0, 0, 0, 0, 0))
