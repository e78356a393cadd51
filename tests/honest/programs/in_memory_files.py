import csv
import io


def f(x):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows(x.tolist())
    text.seek(0)
    total = sum(float(cell) for row in csv.reader(text) for cell in row)
    raw = io.BytesIO(b"abc\ndef")
    wrapped = io.TextIOWrapper(raw, encoding="utf-8")
    return total + len(wrapped.readlines()) + len(text.getvalue())
