def f(x):
    rows, columns = x.shape
    product = [[0.0] * rows for _ in range(rows)]
    for i in range(rows):
        for j in range(rows):
            for k in range(columns):
                product[i][j] += x[i][k] * x[j][k]
    total, i = 0.0, 0
    while (i := i + 1) < 20_000:
        if i % 3:
            continue
        total += 1 / i
    else:
        total += 1
    return sum(map(sum, product)) + total
