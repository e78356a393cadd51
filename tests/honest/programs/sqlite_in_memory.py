import sqlite3


def f(x):
    base = sqlite3.connect(":memory:")
    base.execute("create table costs (step integer, cost real)")
    base.executemany("insert into costs values (?, ?)", enumerate(map(float, x.ravel())))
    (total,) = base.execute("select sum(cost) from costs where step > 2").fetchone()
    base.close()
    return total
